#include "catch.hpp"
#include "daemon_clock.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

simcluster::scenario with_etags() {
  auto s = one_algorithm();
  s.etags = true;
  return s;
}

std::int64_t answered(simcluster::server& cluster, const char* status) {
  const auto counters = cluster.get("/_truth/counters");
  const auto* count = counters.at("by_status").as_object().if_contains(status);
  return count == nullptr ? 0 : count->to_number<std::int64_t>();
}

}  // namespace

TEST_CASE("a window that has not changed is not sent again, and a new error is") {
  simcluster::running_cluster cluster(with_etags());
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return answered(cluster, "304") > 2; }));
  const auto before = stored(box.database()).count("errors");
  fail(cluster, "acme/one", 2);
  REQUIRE(eventually([&] { return stored(box.database()).count("errors") == before + 2; }));
  const auto then = answered(cluster, "304");
  REQUIRE(eventually([&] { return answered(cluster, "304") > then; }));
  REQUIRE(more_polls(box, "collection = 'errors'", 2));
  stop(*daemon);
  CHECK(stored(box.database()).count("polls WHERE collection = 'errors' AND outcome <> 'ok'") == 0);
  CHECK(differences(cluster, box.database()) == strings{});
}

TEST_CASE(
    "a cluster that says for ever that nothing has changed is asked for all after ten minutes") {
  simcluster::running_cluster cluster(with_etags());
  sandbox box(cluster, {"acme/one"});
  daemon_clock clock(box.folder() / "clock");
  const auto daemon = box.start({"run"}, clock.variables());
  REQUIRE(eventually([&] { return answered(cluster, "304") > 2; }));
  const auto before = stored(box.database()).count("errors");
  cluster.post("/_control/fault", {{"kind", "not_modified"}, {"route", "errors"}});
  fail(cluster, "acme/one", 1);
  REQUIRE(more_polls(box, "collection = 'errors'", 5));
  CHECK(stored(box.database()).count("errors") == before);
  clock.pass(std::chrono::minutes(10));
  REQUIRE(eventually([&] { return stored(box.database()).count("errors") == before + 1; }));
  stop(*daemon);
  CHECK(stored(box.database()).count("gaps") == 0);
}
