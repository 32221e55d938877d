# Each method is one fault, but for those that share a helper.
require 'json'
require_relative 'table'
# SHIFT

class ModelError < StandardError; end

class Model
  def predict(row)
    row.fetch('weights').sum { |w| w * row['number'] }
  end
end

def missing_key(x)
  { 'size' => 1 }.fetch(x['key'])
end

def bad_number(x)
  Integer(x['text'])
end

def no_method(x)
  x['nothing'].upcase
end

# SHIFT
def division(x)
  x['number'] / (x['number'] - x['number'])
end

def load_model(x)
  raise "cannot load model #{x['uuid']}"
end

def load_weights(x)
  raise "cannot load model #{x['uuid']}"
end

def says_anything(x)
  raise ArgumentError, x['sentence']
end

def parse(x)
  JSON.parse(x['sentence'])
end

def open_file(x)
  File.read(x['path'])
end

# SHIFT
def in_block(x)
  [1, 2].each { |i| raise IndexError, "row #{x['number']}" if i == 2 }
end

def chained(x)
  missing_key(x)
rescue KeyError
  raise ModelError, "no model for #{x['email']}"
end

def train(x)
  mean([], "train #{x['number']}")
end

def predict(x)
  mean([], "predict #{x['number']}")
end

def method_of_class(x)
  Model.new.predict(x)
end

def walk(depth)
  raise RangeError, "too deep at #{depth}" if depth > 500
  walk(depth + 3)
end

def recursion(x)
  walk(x['number'])
end

def apply(fault, x)
  send(fault, x)
end
