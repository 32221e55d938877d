#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cmath>

#include "invariants.hpp"
#include "status/status_json.hpp"

namespace {

namespace json = boost::json;

// Boost.JSON reads a number to within a few units in the last place only.
bool same(double a, double b) {
  return a == b || std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b));
}

bool same(const json::value& a, const json::value& b) {
  if (a.kind() != b.kind()) return false;
  if (const auto* number = a.if_double()) return same(*number, b.get_double());
  if (const auto* all = a.if_array()) {
    return std::ranges::equal(*all, b.get_array(),
                              [](const auto& x, const auto& y) { return same(x, y); });
  }
  if (const auto* members = a.if_object()) {
    return std::ranges::equal(*members, b.get_object(), [](const auto& x, const auto& y) {
      return x.key() == y.key() && same(x.value(), y.value());
    });
  }
  return a == b;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = algolog::status_from_json(fuzz::text_of(data, size));
  if (!read) {
    fuzz::require_reason(read.error());
    return 0;
  }
  const std::string text = algolog::to_json(*read);
  const auto again = algolog::status_from_json(text);
  fuzz::require(again.has_value(), "what is written is read again");
  fuzz::require(same(json::parse(algolog::to_json(*again)), json::parse(text)),
                "nothing changes on the way");
  return 0;
}
