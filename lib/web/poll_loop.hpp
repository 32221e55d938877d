#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "poll/live.hpp"

namespace algolog {

/// Asks the poll loop for its state from another thread, and gives up when it does not answer.
/// However many requests there are, the loop is asked at most once a second and has at most one
/// question at a time, so requests cannot delay polling. Used by one thread, not that of the loop.
class poll_loop {
 public:
  using clock = std::chrono::steady_clock;

  /// `state` is called on `executor`, the loop's.
  poll_loop(boost::asio::any_io_executor executor, std::function<live_state()> state,
            std::chrono::milliseconds patience = std::chrono::seconds(2));

  /// At most a second old; nothing when the loop does not answer in time.
  boost::asio::awaitable<std::shared_ptr<const live_state>> ask();
  /// How long the present question has not been answered; 0: there is none.
  clock::duration silent_for() const;

 private:
  struct question;
  bool fresh() const;
  void post();

  boost::asio::any_io_executor executor_;
  std::function<live_state()> state_;
  std::chrono::milliseconds patience_;
  std::shared_ptr<question> last_;
};

}  // namespace algolog
