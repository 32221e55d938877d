#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "poll/cluster.hpp"
#include "poll/health.hpp"
#include "poll/live.hpp"
#include "poll/loss.hpp"
#include "poll/pace.hpp"
#include "poll/schedule.hpp"
#include "poll/watch.hpp"

namespace algolog {

/// One collection of one algorithm, as the poll loop sees it.
struct target {
  using time = schedule::time;

  watch* who = nullptr;
  collection what = collection::algorithm;
  std::chrono::milliseconds interval{};
  std::chrono::milliseconds offset{};
  health outcomes;                    ///< of every poll: what the back-off goes by
  health own_faults;                  ///< without those of its cluster: what is logged
  bool fault_logged = false;          ///< the present one; not when a sibling's line tells it
  bool looked_up = false;             ///< of a look-up: it was tried
  const watch* twin = nullptr;        ///< of a look-up: what is polled in place of its algorithm
  bool in_flight = false;             ///< its poll runs; it is not scheduled meanwhile
  bool parked = false;                ///< it came due while its cluster was down
  bool queued = false;                ///< it came due while enough polls were in flight
  bool retired = false;               ///< not polled: not configured, or polled under another name
  std::optional<pace> tempo;          ///< of an errors route: how soon its window turns over
  time begun;                         ///< when its last poll began
  time succeeded;                     ///< when its last poll that succeeded began
  loss losing;                        ///< of an errors route: whether its windows leave gaps
  error outcome;                      ///< of its last poll
  std::optional<double> window_fill;  ///< of its last window, the first one excepted
  std::optional<std::int64_t> last_at;        ///< uptime_ms(): what time it was may yet be told
  std::optional<std::int64_t> succeeded_at;   ///< the same
  std::optional<std::int64_t> failing_since;  ///< the same

  std::chrono::milliseconds current_interval() const {
    return tempo ? tempo->interval() : interval;
  }
  /// Takes the intervals from its watch; true when they are others than before.
  bool configure();
  /// Whether the configuration asks for it.
  bool wanted() const;
  void on_outcome(const poll_report& report, const instant& now);
  void on_window(const window_facts& window);
  /// `due`: where it is scheduled.
  live_target live(std::optional<time> due, const instant& now) const;
  /// Of its cluster.
  cluster_state& home() const { return who->home.state; }
};

/// All of them; those of one algorithm stand side by side, its look-up first. References stay
/// valid.
class target_list {
 public:
  /// Every collection of an algorithm, whether configured or not; retired ones wait to be.
  void add(watch& who);

  std::size_t size() const noexcept { return all_.size(); }
  target& operator[](std::size_t index) { return all_[index]; }
  const target& operator[](std::size_t index) const { return all_[index]; }

  struct counts {
    std::size_t all = 0;
    std::size_t failing = 0;  ///< parked ones included
  };
  /// Those that are polled for what they bring: look-ups and logs are means.
  counts count() const;

  /// The targets of the same algorithm: the first and one past the last.
  std::pair<std::size_t, std::size_t> beside(std::size_t index) const;
  /// An unknown algorithm is unknown to every route: one line is enough.
  bool sibling_tells(std::size_t index, errc why) const;

 private:
  std::deque<target> all_;
};

}  // namespace algolog
