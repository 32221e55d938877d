#include "stop_signals.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <utility>

namespace algolog {
namespace {

// timeout(1) and some shells signal both the process and its group: the two count as one.
constexpr auto one_signal = std::chrono::milliseconds(200);

using clock_type = std::chrono::steady_clock;
std::atomic<clock_type::rep> alike_until{};  // of the first signal, for the handler below
static_assert(std::atomic<clock_type::rep>::is_always_lock_free);

extern "C" void end_at_once(int number) {
  if (clock_type::now().time_since_epoch().count() > alike_until) std::_Exit(128 + number);
}

}  // namespace

stop_signals::stop_signals(boost::asio::io_context& io, std::function<void()> on_stop)
    : signals_(io, SIGTERM, SIGINT), on_stop_(std::move(on_stop)) {
  wait();
}

// The loop goes on until the last commit, and no wait may hold it up. A disk may.
void stop_signals::cancel() {
  const auto first = stopped_ ? first_ : clock_type::now();
  cancelled_ = true;
  alike_until = (first + one_signal).time_since_epoch().count();
  signals_.cancel();
  signals_.clear();
  for (const int number : {SIGTERM, SIGINT}) std::signal(number, &end_at_once);
}

void stop_signals::wait() {
  signals_.async_wait([this](const boost::system::error_code& failed, int number) {
    if (failed || cancelled_) return;  // a signal may have come before the wait was cancelled
    const auto now = clock_type::now();
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
