#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace algolog {

/// "250ms", "60s", "10m", "12h", "7d": a whole number and one unit. Nothing for any other text
/// and for more than 100 years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "512B", "64KiB", "64MiB", "2GiB": a whole number and one unit. Nothing for any other text.
std::optional<std::size_t> parse_size(std::string_view text);

/// The largest unit that says it exactly: 60000 ms is "1m", 90000 ms is "90s".
std::string format_duration(std::chrono::milliseconds value);

/// Rounded for people: "64.0 MiB", "812 B"; what is below nothing is "0 B".
std::string format_size(double bytes);
template <std::integral Bytes>
std::string format_size(Bytes bytes) {
  return format_size(static_cast<double>(bytes));
}

}  // namespace algolog
