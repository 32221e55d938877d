#include "text/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace algolog {
namespace {

std::string grouped(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3; digits.insert(i, 1, ',')) i -= 3;
  return digits;
}

template <class Count>
std::string counted_as(Count count, std::string_view what) {
  return fmt::format("{} {}{}", with_commas(count), what, count == 1 ? "" : "s");
}

}  // namespace

std::string with_commas(std::int64_t value) { return grouped(std::to_string(value)); }
std::string with_commas(std::size_t value) { return grouped(std::to_string(value)); }

std::string counted(std::int64_t count, std::string_view what) { return counted_as(count, what); }
std::string counted(std::size_t count, std::string_view what) { return counted_as(count, what); }

std::string figure(double value) {
  constexpr double most = 1e15;  // every whole number up to here is exact
  if (!std::isfinite(value)) return "–";
  if (value < 0) return "−" + figure(-value);
  if (value >= 99.95) return grouped(std::to_string(std::llround(std::min(value, most))));
  if (value > 0 && value < 0.01) return "< 0.01";
  auto digits = fmt::format("{:.{}f}", value, value < 9.995 ? 2 : 1);
  while (digits.ends_with('0')) digits.pop_back();
  if (digits.ends_with('.')) digits.pop_back();
  return digits;
}

}  // namespace algolog
