#include "poll/slowdown.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;

namespace {

const slowdown::time start{1000s};

}  // namespace

TEST_CASE("a pause is as long as Retry-After tells, at most five minutes") {
  slowdown pauses;
  CHECK(pauses.on_answer(429, 7s, start, 0.9) == start + 7s);
  CHECK(pauses.on_answer(503, 7s, start, 0.9) == start + 7s);
  CHECK(pauses.on_answer(503, 600s, start, 0.9) == start + 5min);
  CHECK(pauses.on_answer(503, std::chrono::seconds::max(), start, 0.9) == start + 5min);
}

TEST_CASE("Retry-After of any other answer pauses nothing") {
  slowdown pauses;
  for (const unsigned status : {200U, 404U, 500U, 502U}) {
    CHECK_FALSE(pauses.on_answer(status, 7s, start, 0));
  }
}

TEST_CASE("refusals without Retry-After pause for longer and longer, as chance has it") {
  slowdown pauses;
  CHECK(pauses.on_answer(429, std::nullopt, start, 0) == start + 1s);
  CHECK(pauses.on_answer(503, std::nullopt, start + 1s, 0) == start + 3s);
  CHECK(pauses.on_answer(503, 0s, start + 3s, 0.5) == start + 5s);
  auto now = start + 5s;
  for (int i = 0; i < 50; ++i) now = pauses.on_answer(429, std::nullopt, now, 0).value();
  CHECK(pauses.on_answer(429, std::nullopt, now, 0) == now + 60s);
  CHECK(pauses.on_answer(429, std::nullopt, now + 60s, 0.9999) == now + 60s + 200ms);
}

TEST_CASE("refusals of requests that were in flight together are one") {
  slowdown pauses;
  for (int i = 0; i < 8; ++i) {
    CHECK(pauses.on_answer(429, std::nullopt, start, 0) == start + 1s);
  }
  CHECK(pauses.on_answer(429, std::nullopt, start + 1s, 0) == start + 3s);
}

TEST_CASE("any other answer makes the next pause short again") {
  slowdown pauses;
  for (int i = 0; i < 9; ++i) pauses.on_answer(429, std::nullopt, start + i * 1min, 0);
  pauses.on_answer(200, std::nullopt, start + 1h, 0);
  CHECK(pauses.on_answer(429, std::nullopt, start + 2h, 0) == start + 2h + 1s);
}
