#include <boost/json/parse.hpp>

#include "catch.hpp"
#include "cluster/server.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
namespace json = boost::json;
using strings = std::vector<std::string>;

namespace {

/// A database that was filled a month ago: what the cluster shows still, and 1,200 errors that it
/// has long forgotten; hooks see two.
struct month_old {
  month_old() : cluster(one_algorithm()), wanted(watching(cluster, {"acme/one"})), box(wanted) {
    cluster.start();
    wanted.keep = 2;
    wanted.retention = "errors = \"9d\"\nbuild_logs = \"9d\"";
    box.configure(wanted);
    REQUIRE(box.once().status == 0);
    SQLite::Database db(box.database().string(), SQLite::OPEN_READWRITE, 5000);
    db.exec(
        "INSERT INTO errors (cluster, request_id, algorithm_id, created_at, username, algoname,"
        " observed_at, backfilled, input) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
        " SELECT i + 1 FROM n WHERE i < 1200) SELECT 'sim', 'gone-' || i, 1,"
        " (unixepoch() - 31 * 86400) * 1000, 'acme', 'one', 0, 0, hex(zeroblob(500)) FROM n;"
        " DELETE FROM newest_errors; INSERT INTO newest_errors SELECT seq, cluster, algorithm_id,"
        " algorithm, request_id, created_at, observed_at, error_type, message, backfilled"
        " FROM newest_errors_source ORDER BY seq DESC LIMIT 2;"
        " UPDATE errors SET observed_at = (unixepoch() - 30 * 86400) * 1000;"
        " UPDATE build_logs SET fetched_at = (unixepoch() - 30 * 86400) * 1000");
    shown = stored(box.database()).rows("SELECT * FROM errors WHERE request_id NOT LIKE 'gone%'");
    REQUIRE(shown.size() == 5);
  }
  std::int64_t gone() const {
    return stored(box.database()).count("errors WHERE request_id LIKE 'gone%'");
  }
  /// Of the rows that are to go, those that are left: hooks read the other two.
  void check_pruned() const {
    const stored db(box.database());
    CHECK(gone() == 2);
    CHECK(db.rows("SELECT * FROM errors WHERE request_id NOT LIKE 'gone%'") == shown);
    CHECK(db.count("build_logs") == 0);
    CHECK(db.rows("SELECT DISTINCT log_state FROM builds") == strings{"unavailable"});
    CHECK(db.text("PRAGMA integrity_check") == "ok");
  }
  void wait_for_polls() const {
    const std::string stored_ones = "outcome = 'ok' AND collection = ";
    const auto errors = polls(box, stored_ones + "'errors'");
    const auto builds = polls(box, stored_ones + "'builds'");
    REQUIRE(eventually([&] {
      return polls(box, stored_ones + "'errors'") > errors + 2 &&
             polls(box, stored_ones + "'builds'") > builds + 2;
    }));
  }

  simcluster::server cluster;
  configuration wanted;
  sandbox box;
  strings shown;
};

}  // namespace

TEST_CASE(
    "the daemon prunes while it polls, and what the cluster shows still neither goes nor comes "
    "back") {
  month_old t;
  const auto daemon = t.box.start({"run"});
  REQUIRE(
      eventually([&] { return t.gone() == 2 && stored(t.box.database()).count("build_logs") == 0; },
                 std::chrono::seconds(150)));
  t.wait_for_polls();
  t.check_pruned();
  fail(t.cluster, "acme/one", 1);
  REQUIRE(
      eventually([&] { return stored(t.box.database()).count("errors WHERE seq > 1205") == 1; }));
  t.wait_for_polls();
  CHECK(stored(t.box.database()).count("errors") == 8);
  CHECK(stored(t.box.database()).count("build_logs") == 0);
  CHECK(stored(t.box.database()).count("gaps") == 0);
  stop(*daemon);
  CHECK(lines_with(daemon->err(), "retention: 1198 errors of 1 algorithm deleted") == 1);
  CHECK(lines_with(daemon->err(), "retention: 3 build logs of 1 algorithm deleted") == 1);
  CHECK(lines_with(daemon->err(), "operation_aborted") == 0);
}

TEST_CASE(
    "prune tells beside the service what would go, and deletes just that once it has stopped") {
  month_old t;
  const auto daemon = t.box.start({"run"});
  t.wait_for_polls();
  const auto dry = t.box.run({"prune", "--dry-run", "--json"});
  CAPTURE(dry.err);
  REQUIRE(dry.status == 0);
  const auto would_go = json::parse(dry.out).at("deleted").as_array();
  REQUIRE(would_go.size() == 2);
  CHECK(would_go[0].at("algorithm").as_string() == "sim acme/one");
  CHECK(would_go[0].at("table").as_string() == "errors");
  CHECK(would_go[0].at("rows").as_int64() == 1198);
  CHECK(would_go[0].at("bytes").as_int64() == 1'198'000);
  CHECK(would_go[1].at("table").as_string() == "build_logs");
  CHECK(would_go[1].at("rows").as_int64() == 3);

  const auto refused = t.box.run({"prune"});
  CHECK(refused.status == 75);
  CHECK(lines_with(refused.err, "(pid " + std::to_string(daemon->pid()) + ")") == 1);
  CHECK(lines_with(refused.err, "the service prunes by itself") == 1);
  CHECK(t.gone() == 1200);
  stop(*daemon);

  const auto done = t.box.run({"prune", "--json"});
  REQUIRE(done.status == 0);
  CHECK(json::parse(done.out).at("deleted").as_array() == would_go);
  CHECK(json::parse(done.out).at("bytes_given_back").as_int64() > 1'000'000);
  t.check_pruned();
  CHECK(t.box.once().status == 0);
  t.check_pruned();
  CHECK_THAT(t.box.run({"prune"}).out, ContainsSubstring("Nothing is older"));
  CHECK(t.box.run({"prune", "--vacuum"}).status == 0);
  t.check_pruned();
}

TEST_CASE("prune makes no database, and says so when everything is kept") {
  simcluster::server cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  CHECK(box.run({"prune"}).status == 74);
  CHECK(box.run({"prune", "--dry-run"}).status == 74);
  CHECK_FALSE(std::filesystem::exists(box.database()));
  cluster.start();
  REQUIRE(box.once().status == 0);
  const auto all = box.run({"prune"});
  CHECK(all.status == 0);
  CHECK_THAT(all.out, ContainsSubstring("keeps everything for ever"));
  CHECK(stored(box.database()).count("errors") == 5);
}
