#include "http/http_date.hpp"

#include <date/date.h>

#include <array>
#include <chrono>
#include <sstream>
#include <string>

namespace algolog {
namespace {

// The first is what is sent, the others must be understood.
constexpr std::array formats = {"%a, %d %b %Y %T GMT", "%A, %d-%b-%y %T GMT", "%a %b %e %T %Y"};

}  // namespace

std::optional<std::int64_t> parse_http_date(std::string_view value) {
  if (value.empty() || value.size() > 40) return std::nullopt;
  for (const auto* format : formats) {
    std::istringstream in{std::string(value)};
    date::sys_seconds time;
    in >> date::parse(format, time);
    if (!in.fail()) return std::int64_t{time.time_since_epoch().count()} * 1000;
  }
  return std::nullopt;
}

}  // namespace algolog
