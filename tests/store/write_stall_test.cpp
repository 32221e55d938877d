#include "store/write_stall.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;

namespace {

const error full{errc::store_unavailable, "no room left"};
const error locked{errc::store_unavailable, "a lock"};

}  // namespace

TEST_CASE("tries are one, two and four seconds apart, then five") {
  write_stall stall;
  write_stall::time now{1000s};
  CHECK_FALSE(stall.lasts());
  for (const auto wait : {1s, 2s, 4s, 5s, 5s, 5s}) {
    stall.on_failure(full, now);
    CHECK(stall.next_try() == now + wait);
    now += wait;
  }
  CHECK(stall.lasts());
  CHECK(stall.failed_commits() == 6);
  CHECK(stall.lasted(now) == 22s);
}

TEST_CASE("a stall lasts on however many commits fail") {
  write_stall stall;
  const write_stall::time now{1000s};
  for (int i = 0; i < 1000; ++i) stall.on_failure(full, now);
  CHECK(stall.next_try() == now + 5s);
}

TEST_CASE("each reason of a stall is news once, also when reasons take turns") {
  write_stall stall;
  const write_stall::time now{1000s};
  CHECK(stall.on_failure(full, now));
  CHECK_FALSE(stall.on_failure(full, now + 1s));
  CHECK(stall.on_failure(locked, now + 2s));
  CHECK(stall.why().detail == locked.detail);
  CHECK_FALSE(stall.on_failure(full, now + 3s));
  stall = {};
  CHECK(stall.on_failure(full, now + 4s));
}
