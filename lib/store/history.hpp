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

/// Whether a record that is new here was made before anybody looked, so that no hook need be told.
/// Where nobody had looked before this answer all of it is. One without a time is news to those who
/// had: it would have been shown before.
bool is_history(const std::optional<std::int64_t>& created_at, const watched_since& since) noexcept;

}  // namespace algolog
