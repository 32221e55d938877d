#include "api/page.hpp"

#include <boost/json/parse.hpp>

#include "api/slice.hpp"

namespace algolog {
namespace {

constexpr std::size_t max_marker = 4096;  // bytes; it travels in a request line

/// Markers are documented as strings; a number is taken as its digits.
result<std::optional<std::string>> parse_marker(std::string_view text) {
  if (text == "null") return std::optional<std::string>();
  boost::system::error_code failed;
  const auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), failed);
  if (failed) return error{errc::not_json, "marker: " + failed.message()};
  if (value.is_int64() || value.is_uint64()) return std::optional(std::string(text));
  const auto* string = value.if_string();
  if (string == nullptr || string->size() > max_marker) {
    return error{errc::unexpected_shape, "marker: expected a string of at most 4096 bytes"};
  }
  if (string->empty()) return std::optional<std::string>();
  return std::optional(std::string(string->data(), string->size()));
}

}  // namespace

result<page> parse_page(std::string_view body) {
  const auto members = slice_object(body);
  if (!members) return error{errc::not_json, "expected a JSON object with \"results\""};
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
