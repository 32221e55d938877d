#include "poll/cluster_state.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;
using change = breaker::change;
using news = health::news;

namespace {

const cluster_state::time start{1000s};
constexpr collection all[] = {collection::algorithm, collection::errors, collection::builds,
                              collection::versions, collection::logs};

cluster_state of_one_algorithm() {
  cluster_state out;
  for (std::size_t i = 0; i < 5; ++i) out.add(i, 0, all[i]);
  return out;
}

poll_report report(errc outcome) {
  poll_report out;
  out.outcome.code = outcome;
  return out;
}

cluster_state::verdict on(cluster_state& cluster, std::size_t target, errc outcome,
                          cluster_state::time now = start) {
  return cluster.on_report(target, report(outcome), {now, 0}, 0);
}

/// Down since `start`, the next probe due a second later.
cluster_state down_by(errc why = errc::connect_failed) {
  auto cluster = of_one_algorithm();
  on(cluster, 1, why);
  return cluster;
}

/// The outcome of the probe, for which it is time.
cluster_state::verdict on_probe(cluster_state& cluster, errc outcome, cluster_state::time now) {
  cluster.park(1, collection::errors, true);
  REQUIRE(cluster.take_probe(now) == 1);
  return on(cluster, 1, outcome, now);
}

}  // namespace

TEST_CASE("an outage is told when it begins and when it is over, with how long and how often") {
  auto cluster = of_one_algorithm();
  const auto began = on(cluster, 1, errc::connect_failed);
  CHECK(began.of_cluster);
  CHECK(began.news == news::began);
  CHECK(on(cluster, 2, errc::connect_failed).news == news::none);
  CHECK(on(cluster, 3, errc::connect_failed, start + 5s).news == news::none);
  const auto ended = on_probe(cluster, errc::ok, start + 9s);
  CHECK(ended.news == news::ended);
  CHECK(cluster.faults().failing_for(start + 9s) == 9s);
  CHECK(cluster.faults().ended_failures() == 3);
  CHECK(on(cluster, 2, errc::ok, start + 9s).news == news::none);
}

TEST_CASE("time-outs are their targets' own until they are too many") {
  auto cluster = of_one_algorithm();
  for (const std::size_t target : {1, 2}) {
    const auto said = on(cluster, target, errc::timeout);
    CHECK_FALSE(said.of_cluster);
    CHECK(said.news == news::none);
  }
  const auto third = on(cluster, 3, errc::timeout);
  CHECK(third.change == change::opened);
  CHECK(third.of_cluster);
  CHECK(third.news == news::began);
  CHECK(on(cluster, 4, errc::timeout).of_cluster);
}

TEST_CASE("what a probe is answered is its target's own, and ends the outage") {
  auto cluster = down_by();
  const auto said = on_probe(cluster, errc::missing, start + 1s);
  CHECK(said.change == change::closed);
  CHECK_FALSE(said.of_cluster);
  CHECK(said.news == news::ended);
}

TEST_CASE("what others are answered while their cluster is down is their own, and ends nothing") {
  auto cluster = down_by();
  const auto said = on(cluster, 2, errc::ok);
  CHECK(said.change == change::none);
  CHECK_FALSE(said.of_cluster);
  CHECK(said.news == news::none);
  CHECK(cluster.down());
}

TEST_CASE("an outage that changes its face is told again only when there is something else to do") {
  auto cluster = down_by();
  for (const auto why : {errc::timeout, errc::resolve_failed, errc::server_error,
                         errc::connect_failed, errc::connection_closed}) {
    CHECK(on(cluster, 1, why).news == news::none);
  }
  CHECK(on(cluster, 1, errc::unauthorized).news == news::changed);
  CHECK(on(cluster, 1, errc::unauthorized).news == news::none);
}

TEST_CASE("while a cluster is down one parked target at a time is the probe") {
  auto cluster = down_by();
  CHECK(cluster.next_look() == cluster_state::time::max());
  cluster.park(1, collection::errors, true);
  cluster.park(3, collection::versions, true);
  CHECK(cluster.next_look() == start + 1s);
  CHECK_FALSE(cluster.take_probe(start + 999ms));
  CHECK(cluster.take_probe(start + 1s) == 1);
  CHECK_FALSE(cluster.take_probe(start + 100s));
  CHECK(cluster.next_look() == cluster_state::time::max());
}

TEST_CASE("the probe is another target each time") {
  auto cluster = down_by();
  for (const std::size_t target : {1, 2, 3}) cluster.park(target, all[target], true);
  auto now = start;
  for (const std::size_t expected : {1, 2, 3, 1, 2, 3}) {
    now += 1min;
    REQUIRE(cluster.take_probe(now) == expected);
    CHECK(on(cluster, expected, errc::connect_failed, now).of_cluster);
    cluster.park(expected, all[expected], true);
  }
}

TEST_CASE("a target whose last poll was answered is asked before those that failed, logs last") {
  auto cluster = down_by();
  cluster.park(4, collection::logs, false);
  cluster.park(1, collection::errors, true);
  cluster.park(2, collection::builds, false);
  for (const std::size_t expected : {2, 1, 4}) {
    CHECK(cluster.take_probe(start + 1h) == expected);
    on(cluster, expected, errc::connect_failed, start);
  }
}

TEST_CASE("a cluster that works has no probes") {
  auto cluster = of_one_algorithm();
  cluster.park(1, collection::errors, false);
  CHECK_FALSE(cluster.take_probe(start + 1h));
  CHECK(cluster.next_look() == cluster_state::time::max());
}

TEST_CASE("what was parked is released once, without those that went elsewhere") {
  auto cluster = down_by();
  for (const std::size_t target : {1, 2, 3, 4}) cluster.park(target, all[target], false);
  cluster.unpark(2);
  cluster.retire(3);
  CHECK(cluster.release() == std::vector<std::size_t>{1, 4});
  CHECK(cluster.release().empty());
}

TEST_CASE("a refused key is looked at every two seconds and tried at once when it changed") {
  auto cluster = down_by(errc::unauthorized);
  cluster.park(1, collection::errors, true);
  CHECK(cluster.next_look() == start + 2s);
  CHECK_FALSE(cluster.looks_at_key(start + 1s));
  CHECK(cluster.looks_at_key(start + 2s));
  cluster.on_key_seen(false, start + 2s);
  CHECK_FALSE(cluster.take_probe(start + 2s));
  CHECK(cluster.next_look() == start + 4s);
  cluster.on_key_seen(true, start + 4s);
  CHECK(cluster.take_probe(start + 4s) == 1);
  CHECK_FALSE(cluster.looks_at_key(start + 1h));
}

TEST_CASE("a key that does not change is tried again when the wait is over") {
  auto cluster = down_by(errc::unauthorized);
  cluster.park(1, collection::errors, true);
  cluster.on_key_seen(false, start + 29s);
  CHECK(cluster.next_look() == start + 30s);
  CHECK(cluster.take_probe(start + 30s) == 1);
}

TEST_CASE("no key is looked at while the network is the trouble") {
  auto cluster = down_by();
  cluster.park(1, collection::errors, true);
  CHECK_FALSE(cluster.looks_at_key(start + 1h));
}

TEST_CASE("100,000 targets are parked, taken out and released without a search for each") {
  cluster_state cluster;
  constexpr std::size_t targets = 100'000;
  for (std::size_t i = 0; i < targets; ++i) cluster.add(i, i / 5, all[i % 5]);
  on(cluster, 1, errc::connect_failed);
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < targets; ++i) cluster.park(i, all[i % 5], true);
    for (std::size_t i = 0; i < targets; i += 2) cluster.unpark(i);
  }
  CHECK(cluster.release().size() == targets / 2);
}

TEST_CASE("a pause is told when it begins, and those after it once in ten minutes") {
  cluster_state cluster;
  const auto pause = [](std::chrono::seconds until) {
    return std::optional(client::pause{start + until, 0, "429"});
  };
  CHECK_FALSE(cluster.news_of_pause(std::nullopt, start));
  CHECK(cluster.news_of_pause(pause(5s), start) == 1);
  CHECK_FALSE(cluster.news_of_pause(pause(5s), start + 1s));  // the same
  CHECK_FALSE(cluster.news_of_pause(pause(20s), start + 10s));
  CHECK_FALSE(cluster.news_of_pause(pause(40s), start + 30s));
  CHECK(cluster.news_of_pause(pause(660s), start + 10min) == 3);
}
