#include "poll/health.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;
using news = health::news;

TEST_CASE("a fault is news when it begins, changes and ends, and only then") {
  const health::time now{1000s};
  health state;
  CHECK(state.on_outcome(errc::ok, now) == news::none);
  CHECK(state.on_outcome(errc::timeout, now) == news::began);
  CHECK(state.on_outcome(errc::timeout, now + 1s) == news::none);
  CHECK(state.on_outcome(errc::missing, now + 2s) == news::changed);
  CHECK(state.failures() == 3);
  CHECK(state.failing());
  CHECK(state.on_outcome(errc::ok, now + 5s) == news::ended);
  CHECK(state.failing_for(now + 5s) == 5s);
  CHECK(state.ended_failures() == 3);
  CHECK_FALSE(state.failing());
  CHECK(state.on_outcome(errc::ok, now + 6s) == news::none);
}

TEST_CASE("a forbidden errors route is explained by the permission it needs") {
  CHECK_THAT(advice(errc::forbidden, true, ""), ContainsSubstring("Management Access"));
  CHECK_THAT(advice(errc::unauthorized, false, "file /k"), ContainsSubstring("file /k"));
}
