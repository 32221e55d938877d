#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "poll/cluster.hpp"
#include "poll/event.hpp"
#include "poll/instant.hpp"
#include "poll/live.hpp"
#include "poll/schedule.hpp"
#include "poll/target.hpp"
#include "poll/watch_list.hpp"

namespace algolog {

/// What the plan wants done, in this order.
struct orders {
  std::vector<event> events;          ///< to be logged
  std::vector<client*> turn_away;     ///< requests that wait for their turn there are given up
  std::vector<cluster*> look_at_key;  ///< for `key_seen`: whether there is another key by now
  std::vector<std::size_t> start;     ///< targets to poll now, each until `ended` or `turned_away`
};

/// Decides what is polled when, what is logged of it, and which requests are given up. It does
/// nothing itself: each member function takes what happened and returns what is to be done. Time
/// and chance are passed in. I/O thread only.
///
/// A target is scheduled, in flight, queued as enough polls of its cluster are in flight, or parked
/// while that is down: always exactly one of them, but for the targets of a UUID before its first
/// look-up and retired ones, which are none.
class plan {
 public:
  using time = schedule::time;

  /// Polls are on a grid that begins at `start`.
  plan(watch_list& watches, time start) : watches_(watches), start_(start) {}

  /// The watch list goes by another configuration, or by its first: starts what is new, polls no
  /// more what is gone. A target whose interval stays keeps its schedule.
  void configured(const instant& now);
  /// It is `next_wake()` or later.
  orders due(const instant& now);
  /// The poll of a target that was started has come to this. `random` is in [0, 1).
  orders ended(std::size_t index, const poll_report& report, const instant& now, double random);
  /// It was given up before its cluster was asked.
  orders turned_away(std::size_t index, const instant& now);
  /// Whether the key is another than that which was refused.
  orders key_seen(cluster& where, bool changed, const instant& now);

  /// When `due` is to be called next, if nothing happens before.
  time next_wake();

  struct counts {
    target_list::counts targets;
    std::size_t clusters_down = 0;
  };
  counts count() const;
  /// Targets and clusters as they are; the rest is left to those who know it.
  live_state live(const instant& now) const;

  const target_list& targets() const noexcept { return targets_; }
  /// When a target is due, if it is scheduled.
  std::optional<time> due_at(std::size_t index) const { return schedule_.due(index); }

 private:
  /// What is due at once for all targets is spread over this: a start of many is no burst, and one
  /// of few keeps nobody waiting.
  std::chrono::milliseconds spread() const;

  void enter(std::size_t index, const instant& now, orders& out);
  void start(std::size_t index, const instant& now, orders& out);
  void leave(std::size_t index);
  void admit(cluster_state& home, const instant& now, orders& out);
  void probe(cluster& where, const instant& now, orders& out);
  void tell(std::size_t index, const poll_report& report, const cluster_state::verdict& said,
            time now, orders& out);
  void tell_window(std::size_t index, const window_facts& window, time now, orders& out);
  time next_time(const target& polled, const poll_report& report, time now, double random) const;
  void put(std::size_t index, time due);
  void put_soon(std::size_t index, time now);
  void park(std::size_t index);
  void retire(std::size_t index);
  void hasten_logs(std::size_t index, time now);

  // Of the names of algorithms: plan_names.cpp.
  void regroup(const watch& who, time now);
  void configure(std::size_t index, bool wanted, time now);
  void begin(std::size_t index, time now);
  void on_looked_up(std::size_t index, time now, orders& out);
  void on_learned(std::size_t index, time now, orders& out);
  void on_missing(std::size_t index, time now);
  void look_up(std::size_t first, time now);
  void look_up_names(const client& cluster, time now);
  void resume_missing(std::size_t first, time now);

  watch_list& watches_;
  time start_;
  schedule schedule_;
  target_list targets_;
  std::map<const watch*, std::size_t> firsts_;  ///< the look-up of each
  std::set<const client*> nameless_;            ///< those with a UUID whose look-up told no name
  std::size_t watched_ = 0;                     ///< of the watch list, those that have targets
};

}  // namespace algolog
