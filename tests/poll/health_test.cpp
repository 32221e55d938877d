#include "poll/health.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;
using news = health::news;

TEST_CASE("a fault is news when it begins, changes and ends, and only then") {
  const health::time now{1000s};
  health faults;
  CHECK(faults.on_outcome(errc::ok, now) == news::none);
  CHECK(faults.on_outcome(errc::timeout, now) == news::began);
  CHECK(faults.on_outcome(errc::timeout, now + 1s) == news::none);
  CHECK(faults.on_outcome(errc::missing, now + 2s) == news::changed);
  CHECK(faults.failures() == 3);
  CHECK(faults.failing());
  CHECK(faults.on_outcome(errc::ok, now + 5s) == news::ended);
  CHECK(faults.failing_for(now + 5s) == 5s);
  CHECK(faults.ended_failures() == 3);
  CHECK_FALSE(faults.failing());
  CHECK(faults.on_outcome(errc::ok, now + 6s) == news::none);
}

TEST_CASE("a forbidden errors route is explained by the permission it needs") {
  CHECK_THAT(advice(errc::forbidden, true, ""), ContainsSubstring("Management Access"));
  CHECK_THAT(advice(errc::unauthorized, false, "file /k"), ContainsSubstring("file /k"));
}
