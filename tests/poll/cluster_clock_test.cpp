#include "poll/cluster_clock.hpp"

#include "catch.hpp"

using algolog::cluster_clock;

TEST_CASE("a cluster's clock runs on by the time that passes") {
  cluster_clock clock(1'000'000, 500);
  CHECK(clock.at(500) == 1'000'000);
  CHECK(clock.at(1500) == 1'001'000);
}

TEST_CASE("a cluster's clock is what its last answer said") {
  cluster_clock clock(1'000'000, 500);
  clock.heard(9'000'000, 2500);
  CHECK(clock.at(2600) == 9'000'100);
  clock.heard(8'000'000, 3000);
  CHECK(clock.at(3000) == 8'000'000);
}
