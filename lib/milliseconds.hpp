#pragma once

#include <cstdint>

namespace algolog {

// Lengths of time in milliseconds, the unit of every time in the database.
inline constexpr std::int64_t second_ms = 1000;
inline constexpr std::int64_t minute_ms = 60 * second_ms;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;

}  // namespace algolog
