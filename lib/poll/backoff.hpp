#pragma once

#include <chrono>
#include <cstddef>

#include "error.hpp"

namespace algolog {

/// A wait whose bound doubles with each failure in a row. "Full jitter": it is uniform between
/// nothing and the bound, so that what failed together does not return together.
struct jittered_wait {
  std::chrono::milliseconds first;    ///< bound after one failure
  std::chrono::milliseconds longest;  ///< bound after many
  std::chrono::milliseconds least;    ///< never less than this

  /// `failures` is at least 1; `random` in [0, 1) takes its part off the bound.
  std::chrono::milliseconds after(std::size_t failures, double random) const;
};

/// How long to wait for the next poll of a target that polls every `interval` when the last
/// `failures` polls (at least 1) ended in `why`. What passes by itself: full jitter, the bound
/// doubling from the interval up to five minutes (or the interval, if that is longer). What
/// somebody must mend is asked rarely, yet comes back by itself: ten intervals, at most ten minutes
/// (or the interval), less up to a quarter.
std::chrono::milliseconds backoff(std::chrono::milliseconds interval, std::size_t failures,
                                  errc why, double random);

/// Whether only a person can mend it: a name, a permission, a route that is not offered.
bool needs_mending(errc why) noexcept;

}  // namespace algolog
