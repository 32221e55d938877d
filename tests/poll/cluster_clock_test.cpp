#include "poll/cluster_clock.hpp"

#include <cstdlib>
#include <random>

#include "catch.hpp"

using algolog::cluster_clock;

namespace {

constexpr std::int64_t second = 1000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t day = 24 * 60 * minute;
constexpr std::int64_t right = 20'000 * day;  // what time it is when the machine has just started
constexpr std::int64_t year_1970 = -right;    // ahead of the truth
constexpr std::int64_t year_9999 = 2'900'000 * day - right;

/// A process on a machine whose clock is ahead of the truth, and the answers it gets, one a second.
struct process {
  explicit process(std::int64_t machine_ahead)
      : ahead(machine_ahead), clock(right + machine_ahead, 0) {}

  /// An answer of a node that is ahead of the truth; whether that is the time now.
  bool answer(std::int64_t node_ahead, std::int64_t travelled = 0) {
    const auto asked = uptime;
    uptime += travelled;
    const auto date = (right + asked + node_ahead) / second * second;
    clock.on_date({date, asked, uptime, right + uptime + ahead});
    const bool now = is(node_ahead);
    uptime += second;
    return now;
  }
  bool is(std::int64_t wanted_ahead) const {
    return std::abs(clock.at(uptime) - (right + uptime + wanted_ahead)) <= 2 * second;
  }
  /// Answers until it is settled; how many that takes.
  int settle(std::int64_t node_ahead) {
    int answers = 0;
    while (!clock.settled() && answers < 10) answer(node_ahead), ++answers;
    return answers;
  }

  std::int64_t ahead;
  std::int64_t uptime = 0;
  cluster_clock clock;
};

constexpr std::int64_t wrong_dates[] = {30 * day,     -30 * day, 40 * minute,
                                        -40 * minute, year_1970, year_9999};

}  // namespace

TEST_CASE("a cluster's clock runs on by the time that passes") {
  cluster_clock clock(1'000'000, 500);
  CHECK(clock.at(500) == 1'000'000);
  CHECK(clock.at(1500) == 1'001'000);
  CHECK_FALSE(clock.settled());
  CHECK_FALSE(clock.in_doubt());
}

TEST_CASE("a first Date that agrees with this machine's clock settles it") {
  process p(40 * second);
  CHECK(p.answer(0));
  CHECK(p.clock.settled());
  CHECK_FALSE(p.clock.in_doubt());
}

TEST_CASE("a machine whose clock is wrong learns the time from the first two answers") {
  for (const auto ahead : wrong_dates) {
    process p(ahead);
    p.answer(0);
    CHECK(p.clock.in_doubt());
    CHECK(p.answer(0));
    CHECK(p.clock.settled());
  }
}

TEST_CASE("one wrong Date moves nothing, not even the first") {
  for (const auto wrong : wrong_dates) {
    CAPTURE(wrong);
    process p(0);
    p.answer(wrong);
    CHECK(p.clock.in_doubt());
    CHECK(p.answer(0));
    CHECK(p.clock.settled());
    for (int i = 0; i < 100; ++i) {
      p.answer(i % 20 == 0 ? wrong : 0);
      REQUIRE(p.is(0));
    }
  }
}

TEST_CASE("one wrong Date moves nothing on a machine whose clock is wrong either") {
  for (const auto wrong : wrong_dates) {
    process p(-100 * day);
    p.answer(wrong);
    p.answer(0);
    CHECK(p.clock.in_doubt());
    CHECK(p.answer(0));
    CHECK(p.clock.settled());
    p.answer(wrong);
    CHECK(p.is(0));
  }
}

TEST_CASE("a node in three with a wrong clock moves nothing, whoever answers") {
  std::minstd_rand random(1);
  for (const auto wrong : wrong_dates) {
    CAPTURE(wrong);
    process p(0);
    p.settle(0);
    for (int i = 0; i < 100'000; ++i) {
      p.answer(random() % 3 == 0 ? wrong : 0);
      if (!p.is(0)) FAIL("moved by answer " << i);
    }
  }
}

TEST_CASE("a node in three that is seconds off does not move the time by its share of them") {
  process p(0);
  p.settle(0);
  for (int i = 0; i < 3000; ++i) p.answer(i % 3 == 0 ? 40 * second : 0);
  CHECK(p.is(0));
}

TEST_CASE("a cluster whose clock was really set is followed after some answers") {
  for (const auto set : wrong_dates) {
    process p(0);
    for (int i = 0; i < 100; ++i) p.answer(0);
    int answers = 0;
    while (!p.answer(set) && answers < 100) ++answers;
    CHECK(answers > 10);
    CHECK(answers < 40);
    CHECK(p.answer(set));
    CHECK(p.clock.settled());
  }
}

TEST_CASE("setting this machine's clock moves nothing") {
  process p(0);
  p.settle(0);
  for (const auto ahead : wrong_dates) {
    p.ahead = ahead;
    for (int i = 0; i < 50; ++i) REQUIRE(p.answer(0));
  }
}

TEST_CASE("a machine that was halted for days has the time again with the first Date") {
  process p(0);
  for (int i = 0; i < 100; ++i) p.answer(0);
  p.ahead = 9 * day;  // the uptime stood still, and its clock has been set since
  CHECK(p.answer(9 * day));
  CHECK(p.clock.settled());
}

TEST_CASE("an answer that travelled for long does not hold the time back") {
  process p(0);
  p.settle(0);
  for (int i = 0; i < 50; ++i) p.answer(0, 50 * second);
  CHECK(p.is(0));
}

TEST_CASE("a clock that drifts apart from the cluster's follows it") {
  process p(0);
  p.settle(0);
  std::int64_t drift = 0;
  for (int i = 0; i < 1000; ++i) p.answer(drift += 200);
  CHECK(p.is(drift));
}
