# A catalog of articles. The input's "task" says which part is executed.
require 'json'
require 'date'
require_relative 'table'
# MORE

LIMITS = { 'age' => 0, 'name' => 10 }.freeze

class ModelError < StandardError; end

class Article
  def initialize(name)
    @name = name
  end

  def price(weights)
    weights.sum { |weight| weight * @name.size }
  end

  def method_missing(name, *)
    name == :discount ? raise(NotImplementedError.new("no #{name}").message) : super
  end

  def respond_to_missing?(name, all = false) = name == :discount || super

  define_method(:stock) { |count| raise IndexError, "#{count} articles in stock" }
end

def missing_key(input) = LIMITS.fetch(input['word'])

def share(input)
  input['number'].to_i / LIMITS.fetch(input['limit'])
end

# MORE
def bad_number(input)
  Integer(input['text'])
end

def nothing(input)
  input['nothing'].upcase
end

def load_model(input)
  raise "cannot load model #{input['id']}"
end

def load_weights(input)
  raise "cannot load model #{input['id']}"
end

def user_text(input)
  raise ArgumentError, input['sentence']
end

# MORE
def body(input)
  JSON.parse(input['sentence'])
end

def in_blocks(input)
  [1, 2].each { |i| [3].map { |j| raise IndexError, "row #{input['number']}" if i + j == 5 } }
end

def chained(input)
  File.read(input['path'])
rescue SystemCallError
  raise ModelError, "no model for #{input['email']} since #{input['date']}"
end

def train(_)
  Table.mean([])
end

def predict(_)
  Table.mean([]) + 1
end

def walk(node)
  walk([node])
end

def by_proc(input)
  check = ->(status) { raise IOError, "#{status} from #{input['url']}" if status >= 400 }
  check.call(input['status'].to_i)
end

# MORE
def in_thread(input)
  Thread.report_on_exception = false
  Thread.new { Date.iso8601(input['text']) }.join
end

def several_lines(input)
  raise RangeError, "ungültig:\n  #{input['sentence']}\n  Größe #{input['size']}"
end

def apply(input)
  case input['task']
  when 'price' then Article.new(input['word']).price([1, nil])
  when 'stock' then Article.new(input['word']).stock(input['number'])
  when 'discount' then Article.new(input['word']).discount
  when 'recursion' then walk([])
  else send(input['task'], input)
  end
end
