# pipe.rb FORM FILE KEY=VALUE...: plays the platform. Prints the message, "\x1e" and the trace in one of two forms.
form, file, *request = ARGV
require file

def get_response(input)
  apply(input)
  abort 'no failure'
rescue StandardError, SystemStackError => e
  e
end

input = request.to_h { |pair| pair.split('=', 2) }
failure = get_response(input)
lines = ["#{failure.class}: #{failure.message}", *failure.backtrace.map { |line| "  #{line}" }].join("\n")
print failure.message, "\x1e", form == 'lines' ? lines : failure.full_message(highlight: false, order: :top)
