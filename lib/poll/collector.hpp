#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <random>

#include "async/task_group.hpp"
#include "poll/live.hpp"
#include "poll/plan.hpp"
#include "poll/poll_listener.hpp"
#include "poll/watch_list.hpp"

namespace algolog {

/// The service's loop: does what the plan says, until stopped. One timer for all targets; only a
/// poll in flight has a coroutine. One thread.
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
  /// The watch list goes by another configuration. Polls under way end as they would have.
  void on_configured();

  plan::counts count() const { return plan_.count(); }
  /// Its targets and clusters as they are; the rest is left to those who know it.
  live_state live() const;

 private:
  void obey(const orders& wanted);
  void wake_in_time();
  boost::asio::awaitable<void> poll_target(std::size_t index);
  void on_ended(std::size_t index, const poll_report& report);

  watch_list& watches_;
  poll_listener listener_;
  task_group group_;
  boost::asio::steady_timer timer_;
  plan plan_;
  std::minstd_rand random_{std::random_device{}()};
  bool stopping_ = false;
  error fatal_;
};

}  // namespace algolog
