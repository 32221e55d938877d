#pragma once

#include <cstdint>

namespace algolog {

/// The header `Date` of an answer (RFC 9110, 6.6.1) and when it came; all milliseconds. `asked` and
/// `heard` are uptime_ms() when the request went out and when its answer was there; `machine` is
/// this machine's clock then.
struct dated_answer {
  std::int64_t date;
  std::int64_t asked;
  std::int64_t heard;
  std::int64_t machine;
};

/// What time it is on a cluster, by whose clock its window goes and everything is stored: the time
/// that really passes, and how far the cluster's clock is ahead of that. It begins with this
/// machine's clock, and each `Date` is a vote on it: one that agrees within a minute confirms it,
/// one that does not has to be outvoted or to come again and again. So a wrong `Date`, or one node
/// in three with a wrong clock, moves nothing, a cluster that was really set is followed, and
/// setting this machine's clock does not matter. Does no I/O and reads no clock.
class cluster_clock {
 public:
  cluster_clock(std::int64_t now, std::int64_t uptime) noexcept : ahead_of_uptime_(now - uptime) {}

  void on_date(const dated_answer& answer) noexcept;
  std::int64_t at(std::int64_t uptime) const noexcept { return uptime + ahead_of_uptime_; }

  /// Whether a `Date` has confirmed it.
  bool settled() const noexcept { return settled_; }
  /// Whether a `Date` was heard and none has confirmed it: the next answer will tell.
  bool in_doubt() const noexcept { return heard_ && !settled_; }

 private:
  std::int64_t ahead_of_uptime_;
  int votes_ = 1;
  bool heard_ = false;
  bool settled_ = false;
};

}  // namespace algolog
