#pragma once

#include <cstdint>
#include <optional>

#include "milliseconds.hpp"

namespace algolog {

/// Since when errors are looked for: the first successful poll of a route, milliseconds of the
/// cluster's clock; nothing where there was none before this answer.
struct watched_since {
  std::optional<std::int64_t> route;  ///< the one that shows the record
  std::optional<std::int64_t> own;    ///< that of the algorithm that failed
};

/// The clocks of a cluster's machines may disagree by so much: milliseconds.
inline constexpr std::int64_t clocks_disagree = minute_ms;

/// Whether a record that is new here was made before the first poll, so that no hook is told of it.
/// If no poll succeeded before this answer, all its records are history. After that a record
/// without a time is news, because an earlier poll would have shown it.
bool is_history(const std::optional<std::int64_t>& created_at, const watched_since& since) noexcept;

}  // namespace algolog
