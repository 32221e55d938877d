# algorithmia-pipe.rb SOURCES FAULT INPUT: plays the platform. Prints {"message", "trace"}.
require 'json'

sources, fault, input = ARGV
require File.join(File.expand_path(sources), 'score.rb')
begin
  apply(fault, JSON.parse(input))
rescue StandardError, SystemStackError => e
  puts JSON.generate({ message: e.message, trace: e.full_message(highlight: false, order: :top).chomp })
  exit
end
abort "#{fault} does not fail"
