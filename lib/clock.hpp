#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>

namespace algolog {

/// Milliseconds since the epoch, UTC, of the system clock: for what is stored and shown. Intervals
/// and deadlines go by std::chrono::steady_clock.
inline std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

/// Milliseconds since this machine started, time asleep included (CLOCK_BOOTTIME): what really
/// passed between two readings, whatever the system clock was set to meanwhile.
inline std::int64_t uptime_ms() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace algolog
