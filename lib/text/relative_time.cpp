#include "text/relative_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "text/iso8601.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

std::string amount(std::int64_t ms) {
  if (ms < minute) return fmt::format("{} s", ms / second);
  if (ms < hour) return fmt::format("{} min", ms / minute);
  if (ms < 2 * day) return fmt::format("{} h", ms / hour);
  return fmt::format("{} days", ms / day);
}

}  // namespace

std::string relative_time(std::int64_t then, std::int64_t now) {
  constexpr auto far = std::numeric_limits<std::int64_t>::max() / 4;  // differences do not overflow
  const std::int64_t ago = now - std::clamp(then, -far, far);
  if (ago > -second && ago < second) return "just now";
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
  if (ms < second) return fmt::format("{}ms", ms);
  if (ms < minute) return fmt::format("{:.1f}s", static_cast<double>(ms / 100) / 10);
  if (ms < hour) return fmt::format("{}m {}s", ms / minute, ms % minute / second);
  return fmt::format("{}h {}m", ms / hour, ms % hour / minute);
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
