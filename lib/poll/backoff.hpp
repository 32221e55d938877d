#pragma once

#include <chrono>
#include <cstddef>

#include "error.hpp"

namespace algolog {

/// How long to wait for the next poll of a target that polls every `interval` when the last
/// `failures` polls (at least 1) ended in `why`. Doubles for what passes by itself, at most five
/// minutes or the interval, whichever is longer; ten intervals, at most ten minutes or the
/// interval, for what somebody must mend. `random` in [0, 1) takes up to a quarter off, so that
/// targets that failed together do not return together.
std::chrono::milliseconds backoff(std::chrono::milliseconds interval, std::size_t failures,
                                  errc why, double random);

/// Whether only a person can mend it: a name, a permission, a route that is not offered.
bool needs_mending(errc why) noexcept;

}  // namespace algolog
