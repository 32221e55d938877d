#include "poll/pace.hpp"

#include <cmath>

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;

namespace {

pace usual() { return {5s, 60s}; }

}  // namespace

TEST_CASE("a quiet route is polled at its longest interval") {
  auto p = usual();
  CHECK(p.interval() == 60s);
  p.on_window(0, 60s, 200);
  CHECK(p.interval() == 60s);
  p.on_window(100, 60s, 200);  // half the window in a minute: just slow enough
  CHECK(p.interval() == 60s);
}

TEST_CASE("a burst shortens the interval at once, so that half the window is left") {
  auto p = usual();
  p.on_window(200, 20s, 200);  // ten a second
  CHECK(p.interval() == 10s);
  CHECK(std::abs(p.rate() - 10) < 1e-6);
}

TEST_CASE("the interval is never shorter than the shortest") {
  auto p = usual();
  p.on_window(200, 1s, 200);
  CHECK(p.interval() == 5s);
}

TEST_CASE("after a burst the interval grows again, but slowly") {
  auto p = usual();
  p.on_window(200, 10s, 200);
  CHECK(p.interval() == 5s);
  auto before = p.interval();
  int polls = 0;
  while (p.interval() < 60s) {
    p.on_window(0, before, 200);
    CHECK(p.interval() >= before);
    CHECK(p.interval() <= before * 5 / 4 + 1ms);
    before = p.interval();
    REQUIRE(++polls < 50);
  }
  CHECK(polls > 5);
}

TEST_CASE("a pause within a burst does not slow polling down for good") {
  auto p = usual();
  p.on_window(150, 10s, 200);
  p.on_window(0, 6s, 200);
  CHECK(p.interval() < 10s);
  p.on_window(150, 10s, 200);
  CHECK(p.interval() < 7s);
}

TEST_CASE("a cluster that shows less is polled sooner") {
  auto p = usual();
  p.on_window(60, 60s, 50);
  CHECK(p.interval() == 25s);
}

TEST_CASE("two polls close together do not make a burst of one execution") {
  auto p = usual();
  p.on_window(1, 10ms, 200);
  CHECK(p.interval() == 60s);
}
