#pragma once

#include <chrono>
#include <cstdint>

#include "clock.hpp"

namespace algolog {

/// One instant by two clocks: schedules and waits go by `at`; what is stored and shown is told
/// from `uptime` (uptime_ms()), once the cluster has told what time that was.
struct instant {
  std::chrono::steady_clock::time_point at;
  std::int64_t uptime = 0;

  static instant now() { return {std::chrono::steady_clock::now(), uptime_ms()}; }
};

}  // namespace algolog
