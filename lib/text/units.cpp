#include "text/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>

namespace algolog {
namespace {

struct unit {
  std::string_view name;
  std::uint64_t factor;
};

// From the largest to the smallest: formatting takes the first that divides.
constexpr std::array<unit, 5> durations{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::array<unit, 4> sizes{
    {{"GiB", 1ULL << 30}, {"MiB", 1ULL << 20}, {"KiB", 1ULL << 10}, {"B", 1}}};

constexpr std::uint64_t century = 100ULL * 365 * 86'400'000;

template <std::size_t N>
std::optional<std::uint64_t> parse(std::string_view text, const std::array<unit, N>& units,
                                   std::uint64_t most) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failed] = std::from_chars(text.data(), end, number);
  if (failed != std::errc{}) return std::nullopt;
  const std::string_view name(rest, static_cast<std::size_t>(end - rest));
  for (const unit& u : units) {
    if (u.name != name) continue;
    if (number > most / u.factor) return std::nullopt;
    return number * u.factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto ms = parse(text, durations, century);
  if (!ms) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*ms));
}

std::optional<std::size_t> parse_size(std::string_view text) {
  const auto bytes = parse(text, sizes, std::numeric_limits<std::int64_t>::max());
  if (!bytes || *bytes > std::numeric_limits<std::size_t>::max()) return std::nullopt;
  return static_cast<std::size_t>(*bytes);
}

std::string format_duration(std::chrono::milliseconds value) {
  const std::int64_t ms = value.count();
  if (ms == 0) return "0s";
  for (const unit& u : durations) {
    const auto factor = static_cast<std::int64_t>(u.factor);
    if (ms % factor == 0) return fmt::format("{}{}", ms / factor, u.name);
  }
  return fmt::format("{}ms", ms);
}

std::string format_size(double bytes) {
  constexpr double most = 9e18;  // of what a file can have
  const double whole = bytes > 0 ? std::floor(std::min(bytes, most)) : 0;
  for (const unit& u : sizes) {
    const auto factor = static_cast<double>(u.factor);
    if (u.factor > 1 && whole >= factor) return fmt::format("{:.1f} {}", whole / factor, u.name);
  }
  return fmt::format("{:.0f} B", whole);
}

}  // namespace algolog
