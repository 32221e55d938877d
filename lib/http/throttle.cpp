#include "http/throttle.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace algolog {
namespace asio = boost::asio;
namespace {

throttle::clock::duration spacing_of(double per_second) {
  return std::chrono::duration_cast<throttle::clock::duration>(
      std::chrono::duration<double>(1.0 / per_second));
}

}  // namespace

/// A coroutine in line. `granted` tells a hand-over from a cancelled wait.
struct throttle::waiter {
  waiter(throttle& line, asio::steady_timer::time_point never)
      : line_(line), timer(line.executor_, never) {
    line_.waiting_.push_back(this);
  }
  ~waiter() {
    if (granted) return;
    std::erase(line_.waiting_, this);
  }
  waiter(const waiter&) = delete;
  waiter& operator=(const waiter&) = delete;

  throttle& line_;
  asio::steady_timer timer;
  bool granted = false;
};

throttle::throttle(asio::any_io_executor executor, std::size_t max_in_flight, double per_second)
    : executor_(std::move(executor)),
      cap_(static_cast<std::ptrdiff_t>(max_in_flight)),
      spacing_(spacing_of(per_second)),
      burst_(std::chrono::seconds(1)) {}

void throttle::configure(std::size_t max_in_flight, double per_second) noexcept {
  cap_ = static_cast<std::ptrdiff_t>(max_in_flight);
  spacing_ = spacing_of(per_second);
  hand_over();
}

asio::awaitable<throttle::slot> throttle::acquire() {
  const auto came = turned_away_;
  if (in_flight_ < cap_ && waiting_.empty()) {
    ++in_flight_;
  } else {
    waiter self(*this, clock::time_point::max());
    boost::system::error_code woken;
    co_await self.timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (!self.granted && came != turned_away_) throw turned_away();
    if (!self.granted) throw boost::system::system_error(asio::error::operation_aborted);
  }
  slot mine(*this);
  const auto start = reserve_start();
  asio::steady_timer timer(executor_);
  while (clock::now() < std::max(start, paused_until_)) {
    timer.expires_at(std::max(start, paused_until_));
    co_await timer.async_wait(asio::use_awaitable);
  }
  if (came != turned_away_) throw turned_away();
  co_return mine;
}

throttle::clock::time_point throttle::reserve_start() noexcept {
  const auto now = clock::now();
  next_start_ = std::max(next_start_, now - burst_) + spacing_;
  return next_start_;
}

void throttle::release() noexcept {
  --in_flight_;
  hand_over();
}

void throttle::hand_over() noexcept {
  for (; in_flight_ < cap_ && !waiting_.empty(); ++in_flight_) {
    waiter* next = waiting_.front();
    waiting_.pop_front();
    next->granted = true;
    next->timer.cancel();
  }
}

void throttle::turn_away() {
  ++turned_away_;
  for (auto* one : std::exchange(waiting_, {})) one->timer.cancel();
}

void throttle::pause_until(clock::time_point until) noexcept {
  paused_until_ = std::max(paused_until_, until);
}

}  // namespace algolog
