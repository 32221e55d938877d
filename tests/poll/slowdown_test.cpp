#include "poll/slowdown.hpp"

#include <optional>
#include <string>

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;
using time_of = std::optional<slowdown::time>;
using verdict = slowdown::verdict;

namespace {

const slowdown::time start{1000s};
const std::string one = "/v1/algorithms/acme/one/errors";

/// A 429 without Retry-After.
time_of refuse(slowdown& pauses, slowdown::time now, double random = 0) {
  return pauses.on_answer(one, 429, std::nullopt, now, random).cluster;
}

}  // namespace

TEST_CASE("a pause is as long as Retry-After tells, at most five minutes") {
  slowdown pauses;
  CHECK(pauses.on_answer(one, 429, 7s, start, 0.9).cluster == start + 7s);
  CHECK(pauses.on_answer(one, 429, 600s, start, 0.9).cluster == start + 5min);
  CHECK(pauses.on_answer(one, 429, std::chrono::seconds::max(), start, 0.9).cluster ==
        start + 5min);
}

TEST_CASE("Retry-After of any other answer pauses nothing") {
  slowdown pauses;
  for (const unsigned status : {200U, 404U, 500U, 502U}) {
    CHECK(pauses.on_answer(one, status, 7s, start, 0) == verdict());
  }
}

TEST_CASE("503 of one route is its own, however often, with or without Retry-After") {
  slowdown pauses;
  for (int i = 0; i < 10; ++i) {
    CHECK(pauses.on_answer(one, 503, 7s, start, 0) == verdict{std::nullopt, start + 7s});
    CHECK(pauses.on_answer(one, 503, std::nullopt, start, 0) == verdict());
    CHECK(pauses.on_answer(one + "?limit=50&marker=" + std::to_string(i), 503, 7s, start, 0) ==
          verdict{std::nullopt, start + 7s});
  }
}

TEST_CASE("503 of three routes in a row pauses the cluster") {
  slowdown pauses;
  CHECK_FALSE(pauses.on_answer("/a", 503, 7s, start, 0).cluster);
  CHECK_FALSE(pauses.on_answer("/b", 503, 7s, start, 0).cluster);
  CHECK(pauses.on_answer("/c", 503, 7s, start, 0) == verdict{start + 7s, start + 7s});
  CHECK(pauses.on_answer("/a", 503, std::nullopt, start + 7s, 0).cluster == start + 8s);

  SECTION("and a success between them means that they are single ones") {
    pauses.on_answer("/d", 200, std::nullopt, start + 1min, 0);
    CHECK_FALSE(pauses.on_answer("/a", 503, 7s, start + 1min, 0).cluster);
    CHECK_FALSE(pauses.on_answer("/b", 503, 7s, start + 1min, 0).cluster);
  }
}

TEST_CASE("refusals without Retry-After pause for longer and longer, as chance has it") {
  slowdown pauses;
  CHECK(refuse(pauses, start) == start + 1s);
  CHECK(refuse(pauses, start + 1s) == start + 3s);
  CHECK(pauses.on_answer(one, 429, 0s, start + 3s, 0.5).cluster == start + 5s);
  auto now = start + 5s;
  for (int i = 0; i < 50; ++i) now = refuse(pauses, now).value();
  CHECK(refuse(pauses, now) == now + 60s);
  CHECK(refuse(pauses, now + 60s, 0.9999) == now + 60s + 200ms);
}

TEST_CASE("refusals of requests that were in flight together are one") {
  slowdown pauses;
  for (int i = 0; i < 8; ++i) CHECK(refuse(pauses, start) == start + 1s);
  CHECK(refuse(pauses, start + 1s) == start + 3s);
}

TEST_CASE("any other answer makes the next pause short again") {
  slowdown pauses;
  for (int i = 0; i < 9; ++i) refuse(pauses, start + i * 1min);
  pauses.on_answer(one, 200, std::nullopt, start + 1h, 0);
  CHECK(refuse(pauses, start + 2h) == start + 2h + 1s);
}
