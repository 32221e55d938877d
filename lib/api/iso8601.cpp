#include "api/iso8601.hpp"

#include <date/date.h>

#include <chrono>
#include <sstream>

namespace algolog {

std::optional<std::int64_t> parse_iso8601(std::string_view text) {
  if (text.size() > 40) return std::nullopt;
  for (const char* format : {"%FT%TZ", "%FT%T%Ez"}) {
    std::istringstream in{std::string(text)};
    date::sys_time<std::chrono::nanoseconds> time;
    in >> date::parse(format, time);
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) continue;
    return date::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
  }
  return std::nullopt;
}

std::string format_iso8601(std::int64_t milliseconds) {
  const date::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(milliseconds)};
  return date::format("%FT%TZ", time);
}

}  // namespace algolog
