#include "stop_signals.hpp"

#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>
#include <utility>

namespace algolog {
namespace {

// timeout(1) and some shells signal both the process and its group: the two count as one.
constexpr auto one_signal = std::chrono::milliseconds(200);

}  // namespace

stop_signals::stop_signals(boost::asio::io_context& io, std::function<void()> on_stop)
    : signals_(io, SIGTERM, SIGINT), on_stop_(std::move(on_stop)) {
  wait();
}

void stop_signals::cancel() { signals_.cancel(); }

void stop_signals::wait() {
  signals_.async_wait([this](const boost::system::error_code& failed, int number) {
    if (failed) return;
    const auto now = std::chrono::steady_clock::now();
    if (stopped_ && now - first_ > one_signal) {
      spdlog::default_logger()->flush();
      std::_Exit(128 + number);
    }
    if (!stopped_) {
      stopped_ = true;
      first_ = now;
      on_stop_();
    }
    wait();
  });
}

}  // namespace algolog
