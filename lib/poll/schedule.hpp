#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <queue>
#include <string_view>
#include <vector>

namespace algolog {

/// Which target is due when: a heap, so that thousands of targets cost a few words each and no
/// sleeping coroutine. Does no I/O and reads no clock. Targets are known by their index.
class schedule {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// The target is due at `due`; replaces what was said of it before.
  void put(std::size_t target, time due);
  void remove(std::size_t target);
  /// When `target` is due, if it is scheduled.
  std::optional<time> due(std::size_t target) const;
  /// The earliest due time; nothing when nothing is scheduled.
  std::optional<time> next_due();
  /// Takes out one target that is due at `now`.
  std::optional<std::size_t> take_due(time now);

 private:
  struct entry {
    time due;
    std::size_t target;
    bool operator>(const entry& other) const noexcept { return due > other.due; }
  };
  bool current(const entry& candidate) const;
  void drop_outdated();

  std::priority_queue<entry, std::vector<entry>, std::greater<>> heap_;
  std::vector<std::optional<time>> due_;  // by target; what the heap says beyond it is outdated
};

/// Where in its interval a target is polled: the same in every run, so that restarts change nothing
/// and targets spread evenly.
std::chrono::milliseconds stable_offset(std::string_view target_name,
                                        std::chrono::milliseconds interval);

/// The next instant after `now` on the grid start + offset + k * interval. However long a poll
/// took, the grid does not move; points that passed meanwhile are skipped.
schedule::time next_on_grid(schedule::time now, schedule::time start,
                            std::chrono::milliseconds interval, std::chrono::milliseconds offset);

}  // namespace algolog
