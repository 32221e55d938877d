#include "http/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "http/http_date.hpp"

namespace algolog {
using std::chrono::seconds;

std::optional<seconds> parse_retry_after(std::string_view value, std::int64_t now) {
  if (value.empty() || value.size() > 40) return std::nullopt;
  if (value.find_first_not_of("0123456789") != std::string_view::npos) {
    const auto date = parse_http_date(value);
    if (!date) return std::nullopt;
    return seconds(std::max<std::int64_t>(0, *date / 1000 - now / 1000));
  }
  std::int32_t number = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
  if (parsed.ec == std::errc::result_out_of_range)
    number = std::numeric_limits<std::int32_t>::max();
  return seconds(number);
}

}  // namespace algolog
