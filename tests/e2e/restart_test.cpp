#include <csignal>

#include "catch.hpp"
#include "colourful_cluster.hpp"
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

const strings algorithms{"acme/one", "acme/two"};

simcluster::scenario ten_colourful_errors() {
  auto s = colourful_cluster(algorithms);
  s.errors = 10;
  s.builds = 3;
  return s;
}

}  // namespace

TEST_CASE("what happens while the service runs is stored, and neither a kill nor a restart adds") {
  simcluster::running_cluster cluster(ten_colourful_errors());
  sandbox box(cluster, algorithms);
  auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return all_errors_stored(cluster, box); }));
  const auto history = stored(box.database()).count("errors");
  fail(cluster, "acme/one", 25);
  CHECK(eventually([&] { return all_errors_stored(cluster, box); }));

  const auto build = [&](const char* sql) {
    return stored(box.database())
        .text(std::string("SELECT coalesce(") + sql + ", '') FROM builds WHERE build_id = 'live'");
  };
  cluster.post("/_control/build", {{"algorithm", "acme/one"}, {"build_id", "live"}});
  CHECK(eventually([&] { return build("status || ' ' || log_state") == "in-progress waiting"; }));
  // The status changes before the log can be had.
  const std::string log_route = "/v1/algorithms/acme/one/builds/live/logs";
  cluster.answer_with(log_route, 404, R"({"error":"Build logs not found"})", 1);
  cluster.post("/_control/build", {{"algorithm", "acme/one"},
                                   {"build_id", "live"},
                                   {"status", "succeeded"},
                                   {"log", "step 1\nstep 2"}});
  CHECK(eventually(
      [&] { return build("status || log_state || log_attempts") == "succeededpending1"; }));

  daemon->send(SIGKILL);
  CHECK(daemon->wait() == -SIGKILL);
  fail(cluster, "acme/two", 5);
  daemon = box.start({"run"});
  CHECK(eventually([&] { return all_errors_stored(cluster, box); }));
  CHECK(eventually([&] { return build("log_state") == "stored"; }));
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  stop(*daemon);

  CHECK(differences(cluster, box.database()) == strings{});
  const stored db(box.database());
  CHECK(db.text("PRAGMA integrity_check") == "ok");
  CHECK(db.rows("PRAGMA foreign_key_check") == strings{});
  CHECK(db.rows("SELECT status FROM build_transitions WHERE build_id = 'live'"
                " ORDER BY transition_id") == strings{"in-progress", "succeeded"});
  CHECK(db.number("SELECT count(*) FROM errors WHERE backfilled = 1") == history);
  CHECK(db.number("SELECT max(seq) FROM errors WHERE backfilled = 1") <
        db.number("SELECT min(seq) FROM errors WHERE backfilled = 0"));
  CHECK(lines_with(daemon->err(), "warning") == 0);
}

TEST_CASE("a service killed again and again in the middle of its work loses and doubles nothing") {
  auto s = ten_colourful_errors();
  s.builds = 30;
  simcluster::running_cluster cluster(s);
  sandbox box(cluster, algorithms);
  for (int run = 0; run < 6; ++run) {
    const auto daemon = box.start({"run"});
    const auto requests = counted(cluster, "requests");
    fail(cluster, algorithms[run % 2 == 0 ? 0 : 1], 10);
    REQUIRE(eventually([&] { return counted(cluster, "requests") > requests + run * 7; }));
    daemon->send(SIGKILL);
    CHECK(daemon->wait() == -SIGKILL);
  }
  const auto daemon = box.start({"run"});
  const auto polls = "SELECT total(polls) FROM polls";
  const auto before = stored(box.database()).number(polls);
  CHECK(eventually([&] { return stored(box.database()).number(polls) > before + 10; }));
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  daemon->send(SIGINT);
  CHECK(daemon->wait() == 0);
  CHECK(differences(cluster, box.database()) == strings{});
  CHECK(stored(box.database()).text("PRAGMA integrity_check") == "ok");
}
