#include "http/retry_after.hpp"

#include <date/date.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <sstream>
#include <string>

namespace algolog {
namespace {

using std::chrono::seconds;

// RFC 9110, 5.6.7: the first is what is sent, the others must be understood.
constexpr std::array formats = {"%a, %d %b %Y %T GMT", "%A, %d-%b-%y %T GMT", "%a %b %e %T %Y"};

std::optional<seconds> parse_http_date(std::string_view value, std::int64_t now) {
  for (const auto* format : formats) {
    std::istringstream in{std::string(value)};
    date::sys_seconds time;
    in >> date::parse(format, time);
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) continue;
    const auto wait = time.time_since_epoch() - seconds(now / 1000);
    return std::max(seconds(0), std::chrono::duration_cast<seconds>(wait));
  }
  return std::nullopt;
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view value, std::int64_t now) {
  if (value.empty() || value.size() > 40) return std::nullopt;
  if (value.find_first_not_of("0123456789") != std::string_view::npos) {
    return parse_http_date(value, now);
  }
  std::int32_t number = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
  if (parsed.ec == std::errc::result_out_of_range)
    number = std::numeric_limits<std::int32_t>::max();
  return seconds(number);
}

}  // namespace algolog
