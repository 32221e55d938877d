# What several faults of score.rb call.
# SHIFT

def mean(values, what)
  raise ZeroDivisionError, "no values to #{what}" if values.empty?
  0
end
