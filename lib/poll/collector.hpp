#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "poll/cluster_state.hpp"
#include "poll/health.hpp"
#include "poll/pace.hpp"
#include "poll/schedule.hpp"
#include "poll/task_group.hpp"
#include "poll/watch_list.hpp"

namespace algolog {

/// The service's loop: polls each target when it is due, one poll of it in flight, until stopped.
/// A target is scheduled, in flight, or parked while its cluster is down: always exactly one of
/// them, but for the targets of a UUID before its first look-up and retired ones, which are none.
/// One loop and one timer for all; only a poll in flight has a coroutine. One thread.
class collector {
 public:
  collector(boost::asio::any_io_executor executor, watch_list& watches);

  /// Returns once `stop` was called and every poll in flight has ended: `errc::ok`, or
  /// `errc::store_corrupt` when a damaged database was the reason to stop.
  boost::asio::awaitable<error> run();
  /// Aborts requests in flight; a transaction in flight still ends.
  void stop();

 private:
  using time = schedule::time;
  struct target {
    watch* who = nullptr;
    cluster_state* home = nullptr;
    collection what = collection::algorithm;
    std::chrono::milliseconds interval{};
    std::chrono::milliseconds offset{};
    health state;               ///< of every outcome: what the back-off goes by
    health told;                ///< of its own outcomes only, not its cluster's: what is logged
    bool spoken = false;        ///< its present fault was logged
    bool looked_up = false;     ///< of a look-up: it was tried
    bool in_flight = false;     ///< its poll runs; it is not scheduled meanwhile
    bool retired = false;       ///< its algorithm is polled under another name
    std::optional<pace> tempo;  ///< of an errors route: how soon its window turns over
    time begun;                 ///< when its last poll began
    time succeeded;             ///< when its last poll that succeeded began
    bool overflowing = false;   ///< its last window left a gap

    std::chrono::milliseconds current_interval() const {
      return tempo ? tempo->interval() : interval;
    }
  };

  void add_targets(watch& who);
  void start_due();
  void start_probe(cluster_state& home, const client& cluster, time now);
  void start_poll(std::size_t index);
  boost::asio::awaitable<void> poll_target(std::size_t index);
  void on_report(std::size_t index, const poll_report& report);
  void on_turned_away(std::size_t index);
  void park(std::size_t index);
  void put_soon(std::size_t index, time now);
  void on_looked_up(std::size_t index);
  void hasten_logs(std::size_t index);
  void retire(std::size_t index);
  void on_window(target& polled, const poll_report& report);
  time next_time(const target& polled, const poll_report& report, time now);
  void put(std::size_t index, time due);
  time next_wake();
  double chance() { return std::uniform_real_distribution<double>()(random_); }
  void tell(std::size_t index, const poll_report& report, const cluster_state::verdict& said,
            time now);
  /// All targets of the same algorithm, which stand side by side: the first and one past the last.
  std::pair<std::size_t, std::size_t> targets_beside(std::size_t index) const;
  bool sibling_spoke_of(std::size_t index, errc why) const;

  boost::asio::any_io_executor executor_;
  watch_list& watches_;
  task_group group_;
  boost::asio::steady_timer timer_;
  schedule schedule_;
  std::vector<target> targets_;
  std::map<client*, cluster_state> clusters_;
  std::minstd_rand random_{std::random_device{}()};
  time start_;
  bool stopping_ = false;
  error fatal_;
};

}  // namespace algolog
