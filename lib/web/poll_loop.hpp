#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "poll/live.hpp"

namespace algolog {

/// The poll loop as another thread sees it: asked how it is, and given up on when it does not
/// answer. However many ask, it is asked once a second at most and has one question before it, so
/// that nobody can hold up polling by asking. Used by one thread, not that of the loop.
class poll_loop {
 public:
  using clock = std::chrono::steady_clock;

  /// `state` is called on `executor`, the loop's.
  poll_loop(boost::asio::any_io_executor executor, std::function<live_state()> state,
            std::chrono::milliseconds patience = std::chrono::seconds(2));

  /// At most a second old; nothing when the loop does not answer in time.
  boost::asio::awaitable<std::shared_ptr<const live_state>> ask();
  /// How long the question has been waiting that is not answered yet; 0: none is.
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
