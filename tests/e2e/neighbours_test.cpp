#include "catch.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "poll/schedule.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "silent_port.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

watched_cluster named(const std::string& name, const std::string& url) {
  watched_cluster watched;
  watched.name = name;
  watched.url = url;
  watched.algorithms = {"acme/one"};
  return watched;
}

/// The look-up of a named algorithm comes within ten minutes, when its name says; this one's soon.
std::string looked_up_early() {
  using namespace std::chrono_literals;
  for (int i = 0;; ++i) {
    auto name = "acme/early_" + std::to_string(i);
    const auto offset = algolog::stable_offset("sim " + name + " algorithm", 24h) % 10min;
    if (offset >= 1s && offset < 2s) return name;
  }
}

}  // namespace

TEST_CASE("a slow cluster and a silent one do not delay the polls of another") {
  auto slow = one_algorithm();
  slow.latency = simcluster::duration{2000};
  simcluster::server slow_cluster(slow);
  simcluster::server fast_cluster(one_algorithm());
  const silent_port silent;
  slow_cluster.start();
  fast_cluster.start();
  configuration wanted;
  wanted.clusters = {named("slow", slow_cluster.url()), named("fast", fast_cluster.url()),
                     named("silent", "http://127.0.0.1:" + std::to_string(silent.port()))};
  sandbox box(wanted);
  const auto daemon = box.start({"run"});
  const auto polls_of = [&](const std::string& name) {
    return stored(box.database())
        .number("SELECT total(polls) FROM v_polls WHERE collection = 'errors' AND cluster = '" +
                name + "'");
  };
  REQUIRE(eventually([&] { return polls_of("slow") >= 2; }));
  CHECK(polls_of("fast") > 3 * polls_of("slow"));
  CHECK(polls_of("silent") == 0);
  CHECK(stored(box.database())
            .rows("SELECT cluster, count(*) FROM errors GROUP BY cluster ORDER BY cluster") ==
        strings{"fast|5", "slow|5"});
}

TEST_CASE("a look-up that ends while other polls are in flight starts none of them twice") {
  auto slow = empty_cluster({looked_up_early()});
  slow.latency = simcluster::duration{2500};
  simcluster::running_cluster cluster(slow);
  sandbox box(watching(cluster, {looked_up_early()}));
  const auto daemon = box.start({"run"});
  const auto polls_of = [&](const std::string& collection) {
    return stored(box.database())
        .number("SELECT total(polls) FROM polls WHERE collection = '" + collection + "'");
  };
  REQUIRE(eventually([&] { return polls_of("algorithm") == 1; }));
  const auto before = polls_of("errors");
  REQUIRE(eventually([&] { return polls_of("errors") >= before + 2; }));
  const auto counters = cluster.get("/_truth/counters");
  // One look-up, one poll of errors, one of builds, one of versions.
  CHECK(counters.at("max_in_flight").to_number<int>() <= 4);
}

TEST_CASE("the same ids on two clusters are two records") {
  simcluster::running_cluster first(one_algorithm());
  simcluster::running_cluster second(one_algorithm());
  configuration wanted;
  wanted.clusters = {named("first", first.url()), named("second", second.url())};
  sandbox box(wanted);
  CHECK(box.once().status == 0);
  const stored db(box.database());
  for (const char* table : {"errors", "builds", "build_logs"}) {
    CHECK(db.rows(std::string("SELECT cluster, count(*) FROM ") + table +
                  " GROUP BY cluster ORDER BY cluster") == (std::string(table) == "errors"
                                                                ? strings{"first|5", "second|5"}
                                                                : strings{"first|3", "second|3"}));
  }
  CHECK(db.number("SELECT count(DISTINCT request_id) FROM errors") == 5);
}
