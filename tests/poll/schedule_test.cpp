#include "poll/schedule.hpp"

#include <string>

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;

namespace {

const schedule::time start{1000s};

}  // namespace

TEST_CASE("targets come out in the order they are due, not before") {
  schedule plan;
  plan.put(0, start + 3s);
  plan.put(1, start + 1s);
  CHECK(plan.next_due() == start + 1s);
  CHECK_FALSE(plan.take_due(start));
  CHECK(plan.take_due(start + 5s) == 1);
  CHECK(plan.take_due(start + 5s) == 0);
  CHECK_FALSE(plan.take_due(start + 5s));
}

TEST_CASE("what was said last of a target counts, once") {
  schedule plan;
  plan.put(0, start + 1s);
  plan.put(0, start + 9s);
  CHECK(plan.next_due() == start + 9s);
  CHECK_FALSE(plan.take_due(start + 5s));
  plan.put(0, start + 2s);
  CHECK(plan.take_due(start + 9s) == 0);
  CHECK_FALSE(plan.take_due(start + 9s));
}

TEST_CASE("a target put again at the same instant is taken once") {
  schedule plan;
  plan.put(0, start);
  plan.put(0, start);
  CHECK(plan.take_due(start) == 0);
  CHECK_FALSE(plan.take_due(start));
}

TEST_CASE("a removed target is due no more") {
  schedule plan;
  plan.put(0, start);
  plan.remove(0);
  CHECK_FALSE(plan.due(0));
  CHECK_FALSE(plan.next_due());
}

TEST_CASE("a poll that takes long skips grid points and does not move the grid") {
  CHECK(next_on_grid(start, start, 60s, 7s) == start + 7s);
  CHECK(next_on_grid(start + 7s, start, 60s, 7s) == start + 67s);
  CHECK(next_on_grid(start + 66s, start, 60s, 7s) == start + 67s);
  CHECK(next_on_grid(start + 200s, start, 60s, 7s) == start + 247s);
}

TEST_CASE("offsets are stable and spread evenly over the interval") {
  CHECK(stable_offset("prod acme/x errors", 60s) == stable_offset("prod acme/x errors", 60s));
  std::vector<int> sixths(6);
  for (int i = 0; i < 6000; ++i) {
    const auto offset = stable_offset("prod acme/algo_" + std::to_string(i) + " errors", 60s);
    REQUIRE(offset >= 0ms);
    REQUIRE(offset < 60s);
    ++sixths[static_cast<std::size_t>(offset / 10s)];
  }
  for (const auto count : sixths) CHECK(std::abs(count - 1000) < 150);
}
