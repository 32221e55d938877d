#include "stop_signals.hpp"

#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>
#include <utility>

namespace algolog {

stop_signals::stop_signals(boost::asio::io_context& io, std::function<void()> on_stop)
    : signals_(io, SIGTERM, SIGINT), on_stop_(std::move(on_stop)) {
  wait();
}

void stop_signals::cancel() { signals_.cancel(); }

void stop_signals::wait() {
  signals_.async_wait([this](const boost::system::error_code& failed, int number) {
    if (failed) return;
    if (stopped_) {
      spdlog::default_logger()->flush();
      std::_Exit(128 + number);
    }
    stopped_ = true;
    on_stop_();
    wait();
  });
}

}  // namespace algolog
