#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <random>
#include <set>

#include "async/task_group.hpp"
#include "poll/cluster_state.hpp"
#include "poll/live.hpp"
#include "poll/poll_listener.hpp"
#include "poll/schedule.hpp"
#include "poll/target.hpp"
#include "poll/watch_list.hpp"

namespace algolog {

/// The service's loop: polls each target when it is due, one poll of it in flight, until stopped.
/// A target is scheduled, in flight, or parked while its cluster is down: always exactly one of
/// them, but for the targets of a UUID before its first look-up and retired ones, which are none.
/// One loop and one timer for all; only a poll in flight has a coroutine. One thread.
class collector {
 public:
  /// `listener` is told of every poll that ended, unless the daemon is stopping.
  collector(boost::asio::any_io_executor executor, watch_list& watches,
            poll_listener listener = {});

  /// Returns once `stop` was called and every poll in flight has ended: `errc::ok`, or
  /// `errc::store_corrupt` when a damaged database was the reason to stop.
  boost::asio::awaitable<error> run();
  /// Aborts requests in flight; a transaction in flight still ends.
  void stop();
  /// The watch list goes by another configuration: starts what is new, polls no more what is gone.
  /// Polls under way end as they would have, and a target whose interval stays keeps its schedule.
  void on_configured();

  struct counts {
    target_list::counts targets;
    std::size_t clusters_down = 0;
  };
  counts count() const;
  /// Its targets and clusters as they are; the rest is left to those who know it.
  live_state live() const;

 private:
  using time = schedule::time;
  static constexpr std::chrono::seconds first_polls_within{5};  ///< so that a start is no burst
  void begin(std::size_t index, time now);
  void configure(std::size_t index, bool wanted, time now);
  void start_due();
  void start_probe(cluster_state& home, const client& cluster, time now);
  void start_poll(std::size_t index);
  boost::asio::awaitable<void> poll_target(std::size_t index);
  void on_report(std::size_t index, const poll_report& report);
  void on_turned_away(std::size_t index);
  void park(std::size_t index);
  void put_soon(std::size_t index, time now);
  void regroup(const watch& who, time now);
  void on_looked_up(std::size_t index, time now);
  void on_learned(std::size_t index, time now);
  void on_missing(std::size_t index, time now);
  void look_up(std::size_t first, time now);
  void look_up_names(const client& cluster, time now);
  void resume_missing(std::size_t first, time now);
  void hasten_logs(std::size_t index);
  void retire(std::size_t index);
  time next_time(const target& polled, const poll_report& report, time now);
  void put(std::size_t index, time due);
  time next_wake();
  double chance() { return std::uniform_real_distribution<double>()(random_); }
  void tell(std::size_t index, const poll_report& report, const cluster_state::verdict& said,
            time now);

  boost::asio::any_io_executor executor_;
  watch_list& watches_;
  poll_listener listener_;
  task_group group_;
  boost::asio::steady_timer timer_;
  schedule schedule_;
  target_list targets_;
  std::map<client*, cluster_state> clusters_;
  std::map<const watch*, std::size_t> firsts_;  ///< the look-up of each
  std::set<const client*> nameless_;            ///< those with a UUID whose look-up told no name
  std::size_t watched_ = 0;                     ///< of the watch list, those that have targets
  std::minstd_rand random_{std::random_device{}()};
  time start_;
  bool stopping_ = false;
  error fatal_;
};

}  // namespace algolog
