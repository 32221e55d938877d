#include "text/relative_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "milliseconds.hpp"
#include "text/iso8601.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

std::string amount(std::int64_t ms) {
  if (ms < minute_ms) return fmt::format("{} s", ms / second_ms);
  if (ms < hour_ms) return fmt::format("{} min", ms / minute_ms);
  if (ms < 2 * day_ms) return fmt::format("{} h", ms / hour_ms);
  return fmt::format("{} days", ms / day_ms);
}

}  // namespace

std::string relative_time(std::int64_t then, std::int64_t now) {
  constexpr auto far = std::numeric_limits<std::int64_t>::max() / 4;  // differences do not overflow
  const std::int64_t ago = now - std::clamp(then, -far, far);
  if (ago > -second_ms && ago < second_ms) return "just now";
  return ago < 0 ? "in " + amount(-ago) : amount(ago) + " ago";
}

std::string table_time(std::int64_t milliseconds) {
  // An instant no calendar has, from a broken upstream clock, is shown as the number it is.
  std::string text = format_iso8601(milliseconds);
  if (text.size() != 24) return text;
  text[10] = ' ';
  text.resize(19);
  return text;
}

std::string elapsed(std::int64_t ms) {
  if (ms < 0) return "-" + elapsed(-ms);
  if (ms < second_ms) return fmt::format("{}ms", ms);
  if (ms < minute_ms) return fmt::format("{:.1f}s", static_cast<double>(ms / 100) / 10);
  if (ms < hour_ms) return fmt::format("{}m {}s", ms / minute_ms, ms % minute_ms / second_ms);
  return fmt::format("{}h {}m", ms / hour_ms, ms % hour_ms / minute_ms);
}

std::optional<std::int64_t> parse_since(std::string_view text, std::int64_t now) {
  if (const auto back = parse_duration(text)) return now - back->count();
  std::string instant(text);
  if (instant.size() > 10 && instant[10] == ' ') instant[10] = 'T';
  if (instant.size() == 10) instant += "T00:00:00";
  if (instant.size() == 16) instant += ":00";
  if (const auto at = parse_iso8601(instant)) return at;
  return parse_iso8601(instant + "Z");
}

}  // namespace algolog
