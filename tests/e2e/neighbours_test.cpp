#include "catch.hpp"
#include "cluster/server.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "sandbox.hpp"
#include "silent_port.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

simcluster::scenario small_cluster() {
  auto s = empty_cluster({"acme/one"});
  s.errors = 5;
  s.builds = 3;
  return s;
}

watched_cluster named(const std::string& name, const std::string& url) {
  watched_cluster watched;
  watched.name = name;
  watched.url = url;
  watched.algorithms = {"acme/one"};
  return watched;
}

}  // namespace

TEST_CASE("a slow cluster and a silent one do not delay the polls of another") {
  auto slow = small_cluster();
  slow.latency = simcluster::duration{2000};
  simcluster::server slow_cluster(slow);
  simcluster::server fast_cluster(small_cluster());
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

TEST_CASE("the same ids on two clusters are two records") {
  simcluster::server first(small_cluster());
  simcluster::server second(small_cluster());
  first.start();
  second.start();
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
