#include "catch.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "kept_port.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "sanitized.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

const strings six{"acme/one", "acme/two", "acme/three", "acme/four", "acme/five", "acme/six"};
const std::string one_at_a_time = "asking with one request at a time until it answers";

/// Always the same cluster, so that it can go and come again.
simcluster::scenario lasting_cluster() {
  auto s = empty_cluster(six);
  s.errors = 5;
  s.builds = 2;
  s.clock = "manual";
  s.start_ms = 1'795'000'000'000;
  return s;
}

void fail_everywhere(simcluster::server& cluster) {
  for (const auto& name : six) {
    fail(cluster, name, 3);
  }
}

/// As long as it takes to poll the errors that meet `condition` so many times.
bool after_polls(const sandbox& box, std::int64_t count, const std::string& condition) {
  return more_polls(box, "collection = 'errors' AND outcome = 'ok' AND " + condition, count);
}

/// The cluster under test, and another beside it that lets everybody in.
configuration with_a_neighbour(const simcluster::server& cluster,
                               const simcluster::server& neighbour) {
  auto wanted = watching(cluster, six);
  auto other = watching(neighbour, {"acme/one"}).clusters[0];
  other.name = "other";
  wanted.clusters.push_back(other);
  return wanted;
}

simcluster::scenario open_to_all() {
  auto s = one_algorithm();
  s.token.clear();
  return s;
}

}  // namespace

TEST_CASE("a cluster that goes away and comes back is told twice, and nothing is lost") {
  const kept_port port;
  auto s = lasting_cluster();
  s.listen = port.address();
  auto cluster = std::make_unique<simcluster::server>(s);
  cluster->start();
  sandbox box(*cluster, six);
  const auto daemon = box.start({"run"});
  REQUIRE(lasting_differences(*cluster, box.database()) == strings{});

  cluster.reset();
  const std::string failed = "outcome NOT IN ('ok', 'missing')";
  REQUIRE(eventually([&] { return polls(box, failed) >= 3; }));
  const bool told = eventually([&] { return lines_with(daemon->err(), one_at_a_time) == 1; });
  CAPTURE(daemon->err());
  REQUIRE(told);
  CHECK(polls(box, failed) <= 24);  // 16 may have been in flight

  cluster = std::make_unique<simcluster::server>(s);
  cluster->start();
  fail_everywhere(*cluster);
  CHECK(lasting_differences(*cluster, box.database()) == strings{});
  fail_everywhere(*cluster);  // every target is polled again
  CHECK(lasting_differences(*cluster, box.database()) == strings{});
  CAPTURE(daemon->err());
  CHECK(lines_with(daemon->err(), "warning sim (") == 1);
  CHECK(lines_with(daemon->err(), "sim (" + cluster->url() + "): works again after") == 1);
}

TEST_CASE("a cluster that fails every request is asked with one at a time until it answers") {
  const std::string kind = GENERATE("hang", "drop", "plain_500", "throttle_503");
  CAPTURE(kind);
  simcluster::running_cluster cluster(lasting_cluster());
  auto wanted = watching(cluster, six);
  if (kind == "hang") wanted.timeout = sanitized ? "10s" : "2s";  // longer than an answer takes

  sandbox box(wanted);
  const auto daemon = box.start({"run"});
  REQUIRE(lasting_differences(cluster, box.database()) == strings{});

  cluster.post("/_control/fault", {{"kind", kind}});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), one_at_a_time) == 1; }));
  REQUIRE(eventually([&] { return counted(cluster, "in_flight") == 0; }));
  cluster.post("/_control/reset_counters", {});
  fail_everywhere(cluster);
  REQUIRE(eventually([&] { return counted(cluster, "requests") >= 3; }));
  CHECK(counted(cluster, "max_in_flight") == 1);
  CHECK(counted(cluster, "requests") <= 12);  // 30 targets would make that many at once

  cluster.post("/_control/fault", {{"clear", true}});
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  fail_everywhere(cluster);
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  CAPTURE(daemon->err());
  // That it wants to be left alone may be told before it is clear that it is down.
  const auto err = daemon->err();
  CHECK(lines_with(err, "warning sim (") - lines_with(err, "wants to be left alone") == 1);
  CHECK(lines_with(daemon->err(), "sim (" + cluster.url() + "): works again after") == 1);
  CHECK(lines_with(daemon->err(), "warning") <= 10);  // of 30 targets
}

TEST_CASE("an algorithm that fails for ever does not slow down the others") {
  simcluster::running_cluster cluster(lasting_cluster());
  cluster.post("/_control/fault", {{"kind", "plain_500"}, {"algorithm", "acme/one"}});
  sandbox box(cluster, six);
  const auto daemon = box.start({"run"});
  for (std::size_t i = 1; i < six.size(); ++i) {
    REQUIRE(after_polls(box, 8, "algorithm = '" + six[i] + "'"));
  }
  CHECK(lines_with(daemon->err(), one_at_a_time) == 0);
  CHECK(polls(box, "algorithm = 'acme/one' AND outcome = 'ok'") == 0);
  cluster.post("/_control/fault", {{"clear", true}});
  CHECK(lasting_differences(cluster, box.database()) == strings{});
}

TEST_CASE("a refused key is not sent again, and a new one is used as soon as it is there") {
  simcluster::running_cluster cluster(lasting_cluster());
  simcluster::running_cluster neighbour(open_to_all());
  sandbox box(with_a_neighbour(cluster, neighbour));
  box.set_key("an-outdated-key");
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "warning sim (") == 1; }));
  REQUIRE(after_polls(box, 3, "cluster = 'other'"));  // what was on its way has come
  const auto before = counted(cluster, "requests");
  CHECK(before <= 16);
  REQUIRE(after_polls(box, 15, "cluster = 'other'"));
  CHECK(counted(cluster, "requests") == before);

  box.set_key(api_key);
  CHECK(eventually([&] { return all_errors_stored(cluster, box); }));
  CAPTURE(daemon->err());
  CHECK(counted(cluster, "bad_token") == before);
  CHECK(lines_with(daemon->err(), "asking again when that changes") == 1);
  CHECK(lines_with(daemon->err(), "works again") == 1);
}

TEST_CASE("Retry-After holds every poll of its cluster and none of another") {
  const std::string kind = GENERATE("throttle_429", "throttle_date_429");
  CAPTURE(kind);
  simcluster::running_cluster cluster(lasting_cluster());
  simcluster::running_cluster neighbour(open_to_all());
  sandbox box(with_a_neighbour(cluster, neighbour));
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return all_errors_stored(cluster, box); }));
  cluster.post("/_control/fault", {{"kind", kind}, {"retry_after", 120}, {"times", 1}});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "throttled") == 1; }));
  REQUIRE(eventually([&] { return counted(cluster, "in_flight") == 0; }));
  const auto before = counted(cluster, "requests");
  REQUIRE(after_polls(box, 10, "cluster = 'other'"));
  CHECK(counted(cluster, "requests") == before);
}

TEST_CASE("503 with Retry-After of one route holds that route and no other") {
  simcluster::running_cluster cluster(lasting_cluster());
  cluster.post("/_control/fault", {{"kind", "throttle_503"},
                                   {"retry_after", 120},
                                   {"algorithm", "acme/one"},
                                   {"route", "errors"}});
  sandbox box(cluster, six);
  const auto daemon = box.start({"run"});
  REQUIRE(after_polls(box, 10, "algorithm <> 'acme/one' AND collection = 'errors'"));
  CHECK(lines_with(daemon->err(), "throttled") == 1);
  CHECK(lines_with(daemon->err(), "wants to be left alone") == 0);
  CHECK(stored(box.database())
            .number("SELECT total(polls) FROM v_polls WHERE algorithm = 'acme/one'"
                    " AND collection = 'errors'") == 1);
}

TEST_CASE("a pause that a cluster asks for is told") {
  simcluster::running_cluster cluster(lasting_cluster());
  sandbox box(cluster, six);
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return all_errors_stored(cluster, box); }));
  cluster.post("/_control/fault", {{"kind", "throttle_429"}, {"retry_after", 120}, {"times", 1}});
  const std::string told = "wants to be left alone: nothing is asked until ";
  CHECK(eventually([&] { return lines_with(daemon->err(), told) == 1; }));
  CHECK(lines_with(daemon->err(), "(429 from GET /v1/algorithms/") == 1);
}

TEST_CASE("what a person must mend is asked rarely, and comes back by itself") {
  const std::string kind = GENERATE("missing", "forbidden", "not_offered");
  CAPTURE(kind);
  simcluster::running_cluster cluster(lasting_cluster());
  cluster.post("/_control/fault", {{"kind", kind}, {"algorithm", "acme/one"}});
  sandbox box(cluster, six);
  const auto daemon = box.start({"run"});
  const std::string refused = "algorithm = 'acme/one' AND collection = 'errors'";
  REQUIRE(eventually([&] { return polls(box, refused) >= 1; }));
  const auto before = polls(box, refused);
  REQUIRE(after_polls(box, 15, "algorithm = 'acme/two'"));
  CHECK(polls(box, refused) - before <= 5);
  cluster.post("/_control/fault", {{"clear", true}});
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  CHECK(lines_with(daemon->err(), one_at_a_time) == 0);
}
