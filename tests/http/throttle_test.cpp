#include "http/throttle.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "run.hpp"

using namespace algolog;
using namespace algolog::test;
namespace asio = boost::asio;
using clock_type = std::chrono::steady_clock;

namespace {

constexpr double no_rate = 1e9;

/// What the requests of a test did.
struct record {
  std::vector<int> started;
  std::size_t in_flight = 0;
  std::size_t most = 0;
  std::vector<clock_type::time_point> at;
};

asio::awaitable<void> pause(clock_type::duration length) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  timer.expires_after(length);
  co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> request(throttle& by, int number, record& in, clock_type::duration length) {
  const auto slot = co_await by.acquire();
  in.started.push_back(number);
  in.at.push_back(clock_type::now());
  in.most = std::max(in.most, ++in.in_flight);
  co_await pause(length);
  --in.in_flight;
}

asio::awaitable<void> failing_request(throttle& by, record& in) {
  const auto slot = co_await by.acquire();
  in.started.push_back(0);
  throw std::runtime_error("fails while it holds its slot");
}

asio::awaitable<result<int>> only_acquire(throttle& by) {
  const auto slot = co_await by.acquire();
  co_return 1;
}

asio::awaitable<void> hold(throttle& by, std::optional<throttle::slot>& to) {
  auto slot = co_await by.acquire();
  to.emplace(std::move(slot));
}

asio::awaitable<std::unique_ptr<throttle::slot>> take(throttle& by) {
  auto slot = co_await by.acquire();
  co_return std::make_unique<throttle::slot>(std::move(slot));
}

void spawn(asio::io_context& io, asio::awaitable<void> task) {
  auto on_end = [](std::exception_ptr) {};
  asio::co_spawn(io, std::move(task), on_end);
}

std::vector<int> up_to(int last) {
  std::vector<int> out;
  for (int i = 1; i <= last; ++i) out.push_back(i);
  return out;
}

}  // namespace

TEST_CASE("no more requests are in flight than allowed, and that many are") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 3, no_rate);
  record in;
  for (int i = 1; i <= 20; ++i) spawn(io, request(by, i, in, 1ms));
  io.run();
  CHECK(in.started.size() == 20);
  CHECK(in.most == 3);
}

TEST_CASE("requests start in the order in which they asked") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 1, no_rate);
  record in;
  for (int i = 1; i <= 50; ++i) spawn(io, request(by, i, in, 0ms));
  io.run();
  CHECK(in.started == up_to(50));
}

TEST_CASE("a request that ends with an exception gives its slot back") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 1, no_rate);
  record in;
  spawn(io, failing_request(by, in));
  spawn(io, failing_request(by, in));
  spawn(io, request(by, 3, in, 0ms));
  io.run();
  CHECK(in.started == std::vector<int>{0, 0, 3});
}

TEST_CASE("a cancelled waiter leaves the line to those behind it") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 1, no_rate);
  record in;
  spawn(io, request(by, 1, in, 300ms));
  const auto end = cancel_when(io, only_acquire(by), [&] { return in.started.size() == 1; });
  CHECK(end.how == "cancelled");
  CHECK(end.took < 1s);
  spawn(io, request(by, 2, in, 0ms));
  spawn(io, request(by, 3, in, 0ms));
  io.restart();
  io.run();
  CHECK(in.started == up_to(3));
  CHECK(in.most == 1);
}

TEST_CASE("a waiter cancelled in the middle of the line does not disturb its order") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 1, no_rate);
  record in;
  asio::cancellation_signal signal;
  auto on_end = [](std::exception_ptr) {};
  auto bound = asio::bind_cancellation_slot(signal.slot(), on_end);
  spawn(io, request(by, 1, in, 100ms));
  spawn(io, request(by, 2, in, 0ms));
  asio::co_spawn(io, request(by, 99, in, 0ms), std::move(bound));
  spawn(io, request(by, 3, in, 0ms));
  asio::steady_timer later(io, 20ms);
  auto cancel = [&](const boost::system::error_code&) {
    signal.emit(asio::cancellation_type::terminal);
  };
  later.async_wait(cancel);
  io.run();
  CHECK(in.started == up_to(3));
}

TEST_CASE("a waiter cancelled in the moment it is given a slot does not keep it") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 1, no_rate);
  record in;
  asio::cancellation_signal signal;
  auto on_end = [](std::exception_ptr) {};
  auto bound = asio::bind_cancellation_slot(signal.slot(), on_end);
  auto held = run(io, take(by));
  asio::co_spawn(io, request(by, 1, in, 30s), std::move(bound));
  spawn(io, request(by, 2, in, 0ms));
  io.restart();
  io.poll();
  held.reset();  // given to 1, which has not resumed yet
  signal.emit(asio::cancellation_type::terminal);
  io.run();
  REQUIRE(!in.started.empty());
  CHECK(in.started.back() == 2);
}

TEST_CASE("nothing starts while the cluster has asked for a pause") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 8, no_rate);
  record in;
  const auto until = clock_type::now() + 300ms;
  by.pause_until(until);
  for (int i = 1; i <= 3; ++i) spawn(io, request(by, i, in, 0ms));
  io.run();
  REQUIRE(in.at.size() == 3);
  for (const auto at : in.at) CHECK(at >= until);
}

TEST_CASE("a shorter pause does not cut a longer one short") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 8, no_rate);
  record in;
  const auto until = clock_type::now() + 300ms;
  by.pause_until(until);
  by.pause_until(clock_type::now());
  spawn(io, request(by, 1, in, 0ms));
  io.run();
  REQUIRE(in.at.size() == 1);
  CHECK(in.at.front() >= until);
}

TEST_CASE("a pause that begins while requests wait for their turn holds them too") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 1, no_rate);
  record in;
  clock_type::time_point until;
  spawn(io, request(by, 1, in, 50ms));
  spawn(io, request(by, 2, in, 0ms));
  asio::steady_timer later(io, 10ms);
  auto begin = [&](const boost::system::error_code&) {
    until = clock_type::now() + 300ms;
    by.pause_until(until);
  };
  later.async_wait(begin);
  io.run();
  REQUIRE(in.at.size() == 2);
  CHECK(in.at[0] < until);
  CHECK(in.at[1] >= until);
}

TEST_CASE("cancelling during a pause gives the slot back") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 1, no_rate);
  const auto until = clock_type::now() + 30s;
  by.pause_until(until);
  const auto first = cancel_when(io, only_acquire(by), [] { return true; });
  CHECK(first.how == "cancelled");
  CHECK(first.took < 1s);
  // With the slot lost this one would be in line; it is in the pause, and ends as fast.
  const auto second = cancel_when(io, only_acquire(by), [] { return true; });
  CHECK(second.how == "cancelled");
  CHECK(clock_type::now() < until);
}

TEST_CASE("a second's worth of requests may start at once, the rest keep to the rate") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 100, 20);  // per second
  record in;
  const auto begin = clock_type::now();
  for (int i = 1; i <= 30; ++i) spawn(io, request(by, i, in, 0ms));
  io.run();
  REQUIRE(in.at.size() == 30);
  CHECK(in.started == up_to(30));
  // 20 at once, then one each 50 ms: the 30th not before 500 ms.
  CHECK(in.at[19] - begin < 400ms);
  CHECK(in.at[29] - begin >= 490ms);
  for (std::size_t i = 20; i < 30; ++i) {
    CAPTURE(i);
    CHECK(in.at[i] - begin >= 50ms * (static_cast<int>(i) - 19) - 10ms);
  }
}

TEST_CASE("time without requests earns no more than one second's worth") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 100, 10);
  record in;
  spawn(io, request(by, 1, in, 0ms));
  io.run();
  std::this_thread::sleep_for(1500ms);
  const auto begin = clock_type::now();
  for (int i = 2; i <= 15; ++i) spawn(io, request(by, i, in, 0ms));
  io.restart();
  io.run();
  REQUIRE(in.at.size() == 15);
  CHECK(in.at.back() - begin >= 390ms);  // 10 at once, 4 more at 100 ms each
}

TEST_CASE("those who wait are turned away, those in flight and those who come later are not") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 1, no_rate);
  record in;
  spawn(io, request(by, 1, in, 100ms));
  std::size_t turned = 0;
  auto on_end = [&](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const turned_away&) {
      ++turned;
    }
  };
  for (int i = 2; i <= 4; ++i) asio::co_spawn(io, request(by, i, in, 0ms), on_end);
  io.poll();
  by.turn_away();
  spawn(io, request(by, 5, in, 0ms));
  io.restart();
  io.run();
  CHECK(turned == 3);
  CHECK(in.started == std::vector<int>{1, 5});
}

TEST_CASE("a request that got a slot in the same moment is turned away as well") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 1, no_rate);
  record in;
  bool turned = false;
  std::optional<throttle::slot> held;
  spawn(io, hold(by, held));
  auto on_end = [&](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const turned_away&) {
      turned = true;
    }
  };
  asio::co_spawn(io, request(by, 2, in, 0ms), on_end);
  io.poll();
  held.reset();  // the answer that it was for shows that the key is refused
  by.turn_away();
  io.restart();
  io.run();
  CHECK(turned);
  CHECK(in.started.empty());
  spawn(io, request(by, 3, in, 0ms));
  io.restart();
  io.run();
  CHECK(in.started == std::vector<int>{3});  // the slot was given back
}

TEST_CASE("a request that waits for the end of a pause is turned away at once") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 1, no_rate);
  record in;
  const auto begin = clock_type::now();
  by.pause_until(begin + 30s);
  spawn(io, request(by, 1, in, 0ms));
  io.poll();
  by.turn_away();
  io.restart();
  io.run();
  CHECK(in.started.empty());
  CHECK(clock_type::now() - begin < 20s);
}

TEST_CASE("those who wait for their start go by a rate that is corrected") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 8, 0.0025);  // a request in 400 s
  record in;
  const auto begin = clock_type::now();
  for (int i = 1; i <= 6; ++i) spawn(io, request(by, i, in, 0ms));
  io.poll();
  by.configure(8, 10);
  io.restart();
  io.run();
  CHECK(in.started == up_to(6));
  CHECK(clock_type::now() - begin < 20s);
}

TEST_CASE("those who wait for their start go by a rate that is made lower") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 100, 1000);
  record in;
  by.pause_until(clock_type::now() + 50ms);
  const auto begin = clock_type::now();
  for (int i = 1; i <= 14; ++i) spawn(io, request(by, i, in, 0ms));
  io.poll();
  by.configure(100, 10);
  io.restart();
  io.run();
  REQUIRE(in.started.size() == 14);
  CHECK(in.at.back() - begin >= 390ms);  // 10 at once, 4 more at 100 ms each
}

TEST_CASE("the start of a request that was cancelled is another's") {
  asio::io_context io{1};
  throttle by(io.get_executor(), 8, 0.5);  // a request in 2 s
  asio::cancellation_signal cancel;
  auto ignored = [](std::exception_ptr) {};
  auto on_end = asio::bind_cancellation_slot(cancel.slot(), std::move(ignored));
  record in;
  spawn(io, request(by, 1, in, 0ms));
  asio::co_spawn(io, request(by, 2, in, 0ms), std::move(on_end));
  spawn(io, request(by, 3, in, 0ms));
  const auto begin = clock_type::now();
  asio::steady_timer later(io, 10ms);
  later.async_wait(
      [&](const boost::system::error_code&) { cancel.emit(asio::cancellation_type::terminal); });
  io.run();
  REQUIRE(in.started == std::vector<int>{1, 3});
  CHECK(in.at.back() - begin < 4500ms);  // the first waits 1 s, each other 2 s more
}

TEST_CASE("a larger cap lets those in who wait, and a smaller one counts from then on") {
  asio::io_context io(1);
  throttle by(io.get_executor(), 1, no_rate);
  record in;
  for (int i = 1; i <= 8; ++i) spawn(io, request(by, i, in, 100ms));
  const auto until = [&](std::size_t started) {
    while (in.started.size() < started) io.run_one();
  };
  until(1);
  CHECK(in.most == 1);
  by.configure(3, no_rate);
  until(3);
  CHECK(in.in_flight == 3);
  by.configure(2, no_rate);
  in.most = 0;
  until(6);
  CHECK(in.most == 2);
  io.run();
  CHECK(in.started == up_to(8));
}
