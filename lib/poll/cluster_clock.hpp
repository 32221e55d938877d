#pragma once

#include <cstdint>

namespace algolog {

/// What time it is on a cluster, after the `Date` of its answers (RFC 9110, 6.6.1): its window goes
/// by that clock. Runs on by the time that really passes, so that setting this machine's clock does
/// not move it; before the first `Date` it is what this machine's clock was at the start. All times
/// are milliseconds; `uptime` is uptime_ms(). Does no I/O and reads no clock.
class cluster_clock {
 public:
  cluster_clock(std::int64_t now, std::int64_t uptime) noexcept : ahead_of_uptime_(now - uptime) {}

  void heard(std::int64_t date, std::int64_t uptime) noexcept { ahead_of_uptime_ = date - uptime; }
  std::int64_t at(std::int64_t uptime) const noexcept { return uptime + ahead_of_uptime_; }

 private:
  std::int64_t ahead_of_uptime_;
};

}  // namespace algolog
