#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace algolog {

/// When the pages of a collection are walked to the end again, after a walk whose end cannot be
/// trusted: soon, then less and less often, down to once a day, since what is wrong may stay so.
/// Polls meanwhile look at the newest pages only. Does no I/O and reads no clock.
class walk_retry {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// A walk has ended. `whole`: it went to the last page; `doubt`: why something may lie behind
  /// that all the same, empty when nothing does; `interval`: between two polls.
  void on_walk(bool whole, const std::string& doubt, std::chrono::milliseconds interval, time now);
  /// A walk broke off, which only a whole one mends: that is not put off any longer.
  void on_broken(time now) noexcept { next_ = now; }

  /// Whether it is too early for the next whole walk.
  bool waits(time now) const noexcept { return !doubt_.empty() && now < next_; }
  /// Of the last whole walk, until one is beyond doubt.
  const std::string& doubt() const noexcept { return doubt_; }

 private:
  std::string doubt_;
  std::size_t failures_ = 0;
  time next_;
};

}  // namespace algolog
