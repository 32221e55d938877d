#include "status/add_live.hpp"

#include "catch.hpp"

using namespace algolog;

namespace {

constexpr std::int64_t noon = 1'700'000'000'000;

target_status stored_target(std::int64_t id, collection what = collection::errors) {
  target_status made;
  made.cluster = "prod";
  made.algorithm = "acme/" + std::to_string(id);
  made.algorithm_id = id;
  made.what = what;
  made.state = target_state::ok;
  made.outcome = "ok";
  made.last_at = noon - 100;
  made.succeeded_at = noon - 100;
  made.gaps = 3;
  made.window_fill = 0.1;
  return made;
}

target_status stored_failure(std::int64_t id) {
  target_status made = stored_target(id);
  made.state = target_state::failing;
  made.outcome = "timeout";
  made.detail = "slow";
  made.succeeded_at = noon - 900;
  made.failing_since = noon - 800;
  made.failures = 7;
  return made;
}

live_target live_of(const target_status& of) {
  live_target made;
  made.cluster = of.cluster;
  made.algorithm = of.algorithm;
  made.algorithm_id = of.algorithm_id;
  made.what = of.what;
  made.interval_ms = 60'000;
  made.next_at = noon + 500;
  return made;
}

void fails(live_target& target, std::int64_t since, std::size_t failures) {
  target.last_at = noon - 10;
  target.outcome = {errc::connect_failed, "refused"};
  target.failing_since = since;
  target.failures = failures;
}

live_state with(std::vector<live_target> targets) {
  live_state made;
  made.at = noon;
  made.started_at = noon - 50;
  made.clusters = {{"prod", "https://c", 60'000, {}, {}, {}}};
  made.targets = std::move(targets);
  return made;
}

target_status merged(const target_status& stored, const live_target& live) {
  status s;
  s.targets = {stored};
  add_live(s, with({live}));
  REQUIRE(s.targets.size() == 1);
  return s.targets.front();
}

}  // namespace

TEST_CASE("a target the process knows by its name only is found all the same") {
  auto live = live_of(stored_target(1));
  live.algorithm_id = 0;
  const auto found = merged(stored_target(1), live);
  CHECK(found.algorithm_id == 1);
  CHECK(found.gaps == 3);
  CHECK(found.succeeded_at == noon - 100);
}

TEST_CASE("a target the process has not polled yet is as the database left it") {
  const auto ok = merged(stored_target(1), live_of(stored_target(1)));
  CHECK(ok.state == target_state::ok);
  CHECK(ok.succeeded_at == noon - 100);
  CHECK(ok.next_at == noon + 500);
  CHECK(ok.interval_ms == 60'000);
  CHECK(ok.gaps == 3);
  CHECK(ok.window_fill == 0.1);
  const auto failing = merged(stored_failure(1), live_of(stored_failure(1)));
  CHECK(failing.state == target_state::failing);
  CHECK(failing.failing_since == noon - 800);
  CHECK(failing.detail == "slow");
  CHECK(failing.failures == 7);
}

TEST_CASE("a target that failed before the restart and since has failed all the time") {
  auto live = live_of(stored_failure(1));
  fails(live, noon - 20, 2);
  const auto target = merged(stored_failure(1), live);
  CHECK(target.state == target_state::failing);
  CHECK(target.failing_since == noon - 800);
  CHECK(target.succeeded_at == noon - 900);
  CHECK(target.failures == 7);
  CHECK(target.outcome == "connect_failed");
  CHECK(target.detail == "refused");
}

TEST_CASE("a success of the process ends what the database calls failing") {
  auto live = live_of(stored_failure(1));
  live.last_at = live.succeeded_at = noon - 10;
  live.window_fill = 0.75;
  auto target = merged(stored_failure(1), live);
  CHECK(target.state == target_state::ok);
  CHECK_FALSE(target.failing_since.has_value());
  CHECK(target.succeeded_at == noon - 10);
  CHECK(target.failures == 0);
  CHECK(target.detail.empty());
  CHECK(target.window_fill == 0.75);
  fails(live, noon - 5, 1);
  target = merged(stored_failure(1), live);
  CHECK(target.failing_since == noon - 5);
  CHECK(target.failures == 1);
}

TEST_CASE("the process decides which targets there are") {
  status s;
  s.targets = {stored_target(1), stored_target(2)};
  auto fresh = live_of(stored_target(3));
  fresh.algorithm_id = 0;
  auto means = live_of(stored_target(1));
  means.what = collection::logs;
  auto lookup = means;
  lookup.what = collection::algorithm;
  add_live(s, with({fresh, means, lookup, live_of(stored_target(2))}));
  REQUIRE(s.targets.size() == 2);
  CHECK(s.targets[0].algorithm == "acme/2");
  CHECK(s.targets[1].algorithm == "acme/3");
  CHECK(s.targets[1].state == target_state::waiting);
  CHECK(s.targets[1].outcome.empty());
}

TEST_CASE("clusters are counted after the process has had its say") {
  status s;
  s.targets = {stored_target(1)};
  s.clusters = {{}};
  s.clusters[0].name = "gone";
  auto parked = live_of(stored_target(1));
  parked.parked = true;
  parked.next_at.reset();
  auto live = with({parked});
  live.clusters[0].down_since = noon - 30;
  live.clusters[0].why = {errc::connect_failed, "refused"};
  live.clusters[0].advice = "start it";
  add_live(s, live);
  CHECK(s.targets[0].state == target_state::parked);
  REQUIRE(s.clusters.size() == 1);
  CHECK(s.clusters[0].name == "prod");
  CHECK(s.clusters[0].url == "https://c");
  CHECK(s.clusters[0].targets == 1);
  CHECK(s.clusters[0].failing == 1);
  CHECK(s.clusters[0].succeeded_at == noon - 100);
  CHECK(s.clusters[0].down_since == noon - 30);
  CHECK(s.clusters[0].why == "connect_failed: refused");
  CHECK(s.clusters[0].advice == "start it");
  CHECK(s.clusters[0].interval_ms == 60'000);
}

TEST_CASE("the process tells of itself and of its queue") {
  status s;
  s.storage.committed_at = noon - 40;
  auto live = with({});
  live.config_digest = "abc";
  live.reload_problem = "wrong";
  live.store.queue_records = 5;
  live.store.memory_bytes = 6;
  live.store.failing_since = noon - 7;
  live.store.why = "full";
  add_live(s, live);
  CHECK(s.live);
  CHECK_FALSE(s.version.empty());
  CHECK(s.started_at == noon - 50);
  CHECK(s.config_digest == "abc");
  CHECK(s.reload_problem == "wrong");
  CHECK(s.storage.queue_records == 5);
  CHECK(s.storage.memory_bytes == 6);
  CHECK(s.storage.committed_at == noon - 40);
  CHECK(s.storage.failing_since == noon - 7);
  CHECK(s.storage.why == "full");
}

TEST_CASE("the charts of the last day end with what no row of samples tells yet") {
  status stored;
  stored.storage.database_bytes = 4096;
  stored.samples.push_back({.at = 1000, .new_errors = 3});
  live_state live;
  live.since_sample = sample{.at = 2000, .polls = 7, .new_errors = 5, .commit_ms = 1.5};
  add_live(stored, live);
  REQUIRE(stored.samples.size() == 2);
  CHECK(stored.samples[1].at == 2000);
  CHECK(stored.samples[1].new_errors == 5);
  CHECK(stored.samples[1].database_bytes == 4096);
}

TEST_CASE("a cluster that wants to be left alone is shown as paused, and until when") {
  auto live = with({});
  live.clusters.front().paused_until = noon + 60'000;
  live.clusters.front().paused_by = "429 from GET /x";
  status made;
  add_live(made, live);
  REQUIRE(made.clusters.size() == 1);
  CHECK(made.clusters.front().paused_until == noon + 60'000);
  CHECK(made.clusters.front().paused_by == "429 from GET /x");
}
