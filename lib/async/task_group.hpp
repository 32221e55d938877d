#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <list>
#include <utility>

namespace algolog {

/// Coroutines that run side by side and are waited for, or cancelled, together. One thread.
class task_group {
 public:
  explicit task_group(boost::asio::any_io_executor executor);

  /// Starts `task`. An exception other than cancellation is kept for `wait`.
  void spawn(boost::asio::awaitable<void> task);
  /// Returns when every task has ended; throws the first exception one of them left.
  boost::asio::awaitable<void> wait();
  /// Aborts every task at its next suspension (cancellation type `terminal`).
  void cancel();

 private:
  using signals = std::list<boost::asio::cancellation_signal>;
  void finish(signals::iterator task, const std::exception_ptr& thrown);

  boost::asio::any_io_executor executor_;
  boost::asio::steady_timer all_done_;  // never expires: cancelled when the last task has ended
  signals running_;
  std::exception_ptr first_error_;
};

}  // namespace algolog
