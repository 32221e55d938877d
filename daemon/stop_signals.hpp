#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <functional>

namespace algolog {

/// SIGTERM and SIGINT: the first asks for an orderly end, the second ends the process at once with
/// 128 + its number, as a shell would tell it.
class stop_signals {
 public:
  stop_signals(boost::asio::io_context& io, std::function<void()> on_stop);

  bool stopped() const noexcept { return stopped_; }
  /// Waits no more, so that io.run() can return. A further signal still ends the process.
  void cancel();

 private:
  void wait();

  boost::asio::signal_set signals_;
  std::function<void()> on_stop_;
  bool stopped_ = false;
  bool cancelled_ = false;
  std::chrono::steady_clock::time_point first_;
};

}  // namespace algolog
