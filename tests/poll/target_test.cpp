#include "poll/target.hpp"

#include "catch.hpp"
#include "planned.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

constexpr auto errors = collection::errors;
constexpr auto builds = collection::builds;

window_facts window(std::size_t fresh) {
  window_facts out;
  out.fresh = fresh;
  out.limit = 200;
  out.reaches_back_ms = 3'600'000;
  return out;
}

}  // namespace

TEST_CASE("look-ups and logs are means and not counted, what is parked counts as failing") {
  planned t({"acme/a", "acme/b"});
  CHECK(t.it.count().targets.all == 6);
  CHECK(t.it.count().targets.failing == 0);
  t.run(10min);
  t.end("acme/a", errors, errc::server_error);
  t.end("acme/a", collection::logs, errc::server_error);
  CHECK(t.it.count().targets.failing == 1);
  t.end("acme/b", builds, errc::connect_failed);
  CHECK(t.of("acme/b", builds).parked);
  CHECK(t.it.count().targets.failing == 2);
}

TEST_CASE("each collection has the interval of the configuration, look-ups a day") {
  planned t({"acme/a"});
  CHECK(t.of("acme/a", errors).interval == watches_of::errors_interval);
  CHECK(t.of("acme/a", builds).interval == watches_of::builds_interval);
  CHECK(t.of("acme/a", collection::logs).interval == watches_of::builds_interval);
  CHECK(t.of("acme/a", collection::algorithm).interval == 24h);
}

TEST_CASE("a database that fails is no fault of what was polled") {
  planned t({"acme/a"});
  t.run(10min);
  t.end("acme/a", errors, errc::store_unavailable);
  const auto& one = t.of("acme/a", errors);
  CHECK(one.outcome.code == errc::store_unavailable);
  CHECK_FALSE(one.outcomes.failing());
  CHECK_FALSE(one.failing_since);
}

TEST_CASE("since when a target fails is told, until it works") {
  planned t({"acme/a", "acme/b"});
  t.run(10min);
  t.end("acme/a", errors, errc::server_error);
  const auto since = t.now.uptime;
  t.pass(1h);
  t.end("acme/a", errors, errc::server_error);
  CHECK(t.of("acme/a", errors).failing_since == since);
  CHECK(t.of("acme/a", errors).outcomes.failures() == 2);
  t.end("acme/a", errors, errc::ok);
  CHECK_FALSE(t.of("acme/a", errors).failing_since);
  CHECK(t.of("acme/a", errors).succeeded_at == t.now.uptime);
}

TEST_CASE("the first window tells no fill, for all it shows is new, the next ones do") {
  planned t({"acme/a"});
  const auto fill_after = [&](std::size_t fresh) {
    t.pass(60s);
    t.it.due(t.now);
    auto report = planned::report(errc::ok);
    report.window = window(fresh);
    t.end("acme/a", errors, report);
    return t.of("acme/a", errors).window_fill.value_or(-1);
  };
  CHECK(fill_after(200) == -1);
  CHECK(fill_after(50) == 0.25);
  CHECK(fill_after(1000) == 1.0);
}

TEST_CASE("a target is shown as due, in flight or parked, with what to do about its fault") {
  planned t({"acme/a"});
  t.run(10min);
  t.end("acme/a", errors, errc::forbidden);
  const auto due = t.it.due_at(t.index("acme/a", errors));
  auto shown = t.of("acme/a", errors).live(due, t.now);
  CHECK(shown.cluster == "prod");
  CHECK(shown.algorithm == "acme/a");
  CHECK(shown.next_at.has_value());
  CHECK(shown.failures == 1);
  CHECK(shown.advice.find("Management Access") != std::string::npos);
  shown = t.of("acme/a", builds).live({}, t.now);
  CHECK_FALSE(shown.next_at.has_value());
  CHECK(shown.advice.empty());
}
