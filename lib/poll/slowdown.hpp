#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace algolog {

/// How long a cluster that says "too many" (429, 503) is left alone. Pure: time and chance are
/// passed in.
class slowdown {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// Until when nothing is to be asked, if this answer says so. As long as Retry-After tells, at
  /// most five minutes; without it a fully jittered wait which doubles from one second to a minute
  /// as long as the cluster goes on refusing.
  std::optional<time> on_answer(unsigned status, std::optional<std::chrono::seconds> retry_after,
                                time now, double random);

 private:
  std::size_t pauses_ = 0;  // of its own, without an answer of another kind between
  time until_;              // of the last one
};

}  // namespace algolog
