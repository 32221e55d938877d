#pragma once

#include <chrono>
#include <cstddef>

namespace algolog {

/// How soon an errors route is polled again: so that its window is expected to be at most half
/// turned over by then. Quicker at once when executions fail faster, slower again step by step, so
/// that a pause within a burst does not slow it down. Does no I/O and reads no clock.
class pace {
 public:
  using milliseconds = std::chrono::milliseconds;

  pace(milliseconds shortest, milliseconds longest)
      : shortest_(shortest), longest_(longest), interval_(longest) {}

  /// A window came that held `fresh` executions which were not there `since` ago; the cluster shows
  /// `limit` of them at most.
  void on_window(std::size_t fresh, milliseconds since, std::size_t limit);

  milliseconds shortest() const noexcept { return shortest_; }
  milliseconds interval() const noexcept { return interval_; }
  /// Failed executions per second, as it stands.
  double rate() const noexcept { return rate_; }

 private:
  milliseconds shortest_;
  milliseconds longest_;
  milliseconds interval_;
  double rate_ = 0;
};

}  // namespace algolog
