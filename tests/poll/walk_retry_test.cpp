#include "poll/walk_retry.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;

namespace {

const walk_retry::time start{};

std::chrono::seconds wait_of(const walk_retry& retry, walk_retry::time now) {
  auto until = now;
  while (retry.waits(until)) until += 1s;
  return std::chrono::duration_cast<std::chrono::seconds>(until - now);
}

}  // namespace

TEST_CASE("a walk beyond doubt is not tried again") {
  walk_retry retry;
  retry.on_walk(true, "", 60s, start);
  CHECK_FALSE(retry.waits(start));
  CHECK(retry.doubt().empty());
}

TEST_CASE("a walk in doubt is tried again at waits that double from the interval to a day") {
  walk_retry retry;
  for (const auto expected : {60s, 120s, 240s}) {
    retry.on_walk(true, "2 records", 60s, start);
    CHECK(wait_of(retry, start) == expected);
  }
  for (int i = 0; i < 40; ++i) retry.on_walk(true, "2 records", 60s, start);
  CHECK(wait_of(retry, start) == 24h);
  CHECK(retry.doubt() == "2 records");
}

TEST_CASE("polls of the newest pages neither prolong the wait nor take the doubt away") {
  walk_retry retry;
  retry.on_walk(false, "1 record", 60s, start);
  CHECK(wait_of(retry, start) == 60s);
  retry.on_walk(false, "1 record", 60s, start + 30s);
  retry.on_walk(false, "", 60s, start + 40s);
  CHECK(wait_of(retry, start) == 60s);
  CHECK(retry.doubt() == "1 record");
  retry.on_walk(true, "", 60s, start + 61s);
  CHECK(retry.doubt().empty());
}

TEST_CASE("a walk that broke off is followed by a whole one at once") {
  walk_retry retry;
  retry.on_walk(true, "1 record", 60s, start);
  retry.on_broken(start + 1s);
  CHECK_FALSE(retry.waits(start + 1s));
}
