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

/// A coroutine that waits for a slot. `granted`: it got one; false if the wait was cancelled.
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

/// A coroutine that has a slot, and when it may begin. `woken`: that time was changed.
struct throttle::starter {
  explicit starter(throttle& line) : line_(line), timer(line.executor_), due(line.reserve_start()) {
    line_.starting_.push_back(this);
  }
  ~starter() {
    std::erase(line_.starting_, this);
    if (begun) line_.begun_ = std::max(line_.begun_, due);
    if (!begun) line_.reserve_anew();  // the others begin earlier
  }
  starter(const starter&) = delete;
  starter& operator=(const starter&) = delete;

  void wake() {
    woken = true;
    timer.cancel();
  }

  throttle& line_;
  asio::steady_timer timer;
  clock::time_point due;
  bool woken = false;
  bool begun = false;
};

throttle::throttle(asio::any_io_executor executor, std::size_t max_in_flight, double per_second)
    : executor_(std::move(executor)),
      cap_(static_cast<std::ptrdiff_t>(max_in_flight)),
      spacing_(spacing_of(per_second)),
      burst_(std::chrono::seconds(1)) {}

void throttle::configure(std::size_t max_in_flight, double per_second) noexcept {
  cap_ = static_cast<std::ptrdiff_t>(max_in_flight);
  spacing_ = spacing_of(per_second);
  reserve_anew();
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
  if (came != turned_away_) throw turned_away();
  starter self(*this);
  while (clock::now() < std::max(self.due, paused_until_)) {
    self.timer.expires_at(std::max(self.due, paused_until_));
    self.woken = false;
    boost::system::error_code ended;
    co_await self.timer.async_wait(asio::redirect_error(asio::use_awaitable, ended));
    if (came != turned_away_) throw turned_away();
    if (ended && !self.woken) throw boost::system::system_error(ended);
  }
  self.begun = true;
  co_return mine;
}

throttle::clock::time_point throttle::reserve_start() noexcept {
  const auto now = clock::now();
  next_start_ = std::max(next_start_, now - burst_) + spacing_;
  return next_start_;
}

/// Gives all that have not begun a new start.
void throttle::reserve_anew() noexcept {
  next_start_ = begun_;
  for (auto* one : starting_) {
    one->due = reserve_start();
    one->wake();
  }
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
  for (auto* one : starting_) one->wake();
}

void throttle::pause_until(clock::time_point until) noexcept {
  paused_until_ = std::max(paused_until_, until);
}

}  // namespace algolog
