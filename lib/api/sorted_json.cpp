#include "api/sorted_json.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <utility>
#include <vector>

namespace algolog {
namespace {

namespace json = boost::json;

void write(const json::value& value, std::string& out);

void write(const json::array& array, std::string& out) {
  const char* before = "[";
  for (const auto& element : array) {
    out += std::exchange(before, ",");
    write(element, out);
  }
  out += array.empty() ? "[]" : "]";
}

void write(const json::object& object, std::string& out) {
  std::vector<const json::key_value_pair*> members;
  for (const auto& member : object) members.push_back(&member);
  std::ranges::sort(members, {}, [](const auto* member) { return member->key(); });
  const char* before = "{";
  for (const auto* member : members) {
    out.append(std::exchange(before, ",")).append(json::serialize(member->key())) += ':';
    write(member->value(), out);
  }
  out += object.empty() ? "{}" : "}";
}

void write(const json::value& value, std::string& out) {
  if (const auto* array = value.if_array()) return write(*array, out);
  if (const auto* object = value.if_object()) return write(*object, out);
  out += json::serialize(value);
}

}  // namespace

std::string sorted_json(const json::value& value) {
  std::string text;
  write(value, text);
  return text;
}

std::string sorted_json(const json::object& object) {
  std::string text;
  write(object, text);
  return text;
}

}  // namespace algolog
