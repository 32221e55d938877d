#include "http/retry_after.hpp"

#include <date/date.h>

#include <charconv>
#include <sstream>
#include <string>

namespace algolog {
namespace {

using std::chrono::seconds;

std::optional<seconds> parse_http_date(std::string_view value, std::int64_t now) {
  std::istringstream in{std::string(value)};
  date::sys_seconds time;
  in >> date::parse("%a, %d %b %Y %T GMT", time);
  if (in.fail()) return std::nullopt;
  const auto wait = time.time_since_epoch() - seconds(now / 1000);
  return std::max(seconds(0), std::chrono::duration_cast<seconds>(wait));
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view value, std::int64_t now) {
  if (value.empty() || value.size() > 40) return std::nullopt;
  if (value.find_first_not_of("0123456789") != std::string_view::npos) {
    return parse_http_date(value, now);
  }
  std::int32_t number = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  return seconds(number);
}

}  // namespace algolog
