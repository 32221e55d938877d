#include "api/page.hpp"

#include "api/bounded_json.hpp"
#include "api/slice.hpp"

namespace algolog {
namespace {

constexpr std::size_t max_marker = 4096;  // bytes, because it becomes part of a request line
constexpr std::size_t max_members = 100;  // three are documented

/// Markers are documented as strings; a number is taken as its digits.
result<std::optional<std::string>> parse_marker(std::string_view text) {
  if (text == "null") return std::optional<std::string>();
  const error wrong{errc::unexpected_shape, "marker: expected a string of at most 4096 bytes"};
  constexpr std::size_t longest_escape = 6;
  if (text.size() > longest_escape * max_marker + 2) return wrong;
  const auto value = parse_json(text);
  if (!value) return error{value.error().code, "marker: " + value.error().detail};
  if (value->is_int64() || value->is_uint64()) return std::optional(std::string(text));
  const auto* string = value->if_string();
  if (string == nullptr || string->size() > max_marker) return wrong;
  if (string->empty()) return std::optional<std::string>();
  return std::optional(std::string(string->data(), string->size()));
}

}  // namespace

result<page> parse_page(std::string_view body) {
  const auto members = slice_object(body, max_members);
  if (!members) return members.error();
  page out;
  for (const auto& [key, value] : *members) {
    if (key == "results") out.results = value;
    if (key != "marker") continue;
    auto marker = parse_marker(value);
    if (!marker) return marker.error();
    out.marker = std::move(*marker);
  }
  if (out.results.empty() || out.results.front() != '[') {
    return error{errc::unexpected_shape, "results: expected an array"};
  }
  return out;
}

}  // namespace algolog
