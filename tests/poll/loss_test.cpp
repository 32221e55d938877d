#include "poll/loss.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;
using news = loss::news;

namespace {

window_facts lost(std::int64_t from, std::int64_t to) {
  window_facts window;
  window.gaps = {{from, to, gap_reason::window_overflow}};
  return window;
}

}  // namespace

TEST_CASE("loss is news when it begins and when it is over, and only then within an hour") {
  const loss::time start{1000s};
  loss state;
  CHECK(state.on_window({}, start) == news::none);
  CHECK(state.on_window(lost(10, 20), start) == news::began);
  CHECK(state.on_window(lost(20, 30), start + 5s) == news::none);
  CHECK(state.on_window(lost(30, 40), start + 1h - 1s) == news::none);
  CHECK(state.on_window({}, start + 1h) == news::ended);
  CHECK(state.on_window({}, start + 2h) == news::none);
  CHECK(state.on_window(lost(50, 60), start + 3h) == news::began);
  CHECK(state.findings() == 1);
  CHECK(state.from() == 50);
}

TEST_CASE("loss that goes on for three days is told again every hour, with all of its span") {
  const loss::time start{1000s};
  loss state;
  int told = 0;
  for (int minute = 0; minute <= 3 * 24 * 60; ++minute) {
    const auto said = state.on_window(lost(minute, minute + 1), start + minute * 1min);
    told += said == news::began || said == news::goes_on ? 1 : 0;
  }
  CHECK(told == 1 + 72);
  CHECK(state.findings() == 4321);
  CHECK(state.from() == 0);
  CHECK(state.to() == 4321);
  CHECK(state.lasted(start + 72h) == 72h);
}
