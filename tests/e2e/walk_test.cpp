#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

#include "catch.hpp"
#include "data_file.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
namespace json = boost::json;
using strings = std::vector<std::string>;

namespace {

const std::string one = "/v1/algorithms/acme/one";

simcluster::scenario cluster_with(std::size_t builds) {
  auto s = empty_cluster({"acme/one"});
  s.builds = builds;
  s.published = 0.5;
  return s;
}

std::string build(const sandbox& box, const std::string& id, const std::string& columns) {
  return stored(box.database())
      .text("SELECT " + columns + " FROM builds WHERE build_id = '" + id + "'");
}

std::string page_of(const json::array& builds, const json::value& marker = nullptr) {
  return json::serialize(
      json::object{{"marker", marker}, {"next_link", nullptr}, {"results", builds}});
}

}  // namespace

TEST_CASE("a cluster with small pages is walked to the end") {
  auto s = cluster_with(40);
  s.max_limit = 7;
  s.absent_marker = GENERATE(false, true);
  simcluster::running_cluster cluster(s);
  sandbox box(cluster, {"acme/one"});
  const auto polled = box.once();
  CAPTURE(polled.out, polled.err);
  CHECK(polled.status == 0);
  CHECK(differences(cluster, box.database()) == strings{});
  CHECK(counted(cluster, "by_status", "400") == 3);  // 50, 25, 12 are refused, and never again
}

TEST_CASE("a walk whose marker went stale starts over and stores every build") {
  auto s = cluster_with(40);
  s.max_limit = 7;
  s.seed = 2;  // with it the second page meets the fault, and not the first
  simcluster::running_cluster cluster(s);
  cluster.post("/_control/fault",
               {{"kind", "stale_marker"}, {"route", "builds"}, {"probability", 0.3}, {"times", 1}});
  sandbox box(cluster, {"acme/one"});
  const auto polled = box.once();
  CAPTURE(polled.out, polled.err);
  CHECK(polled.status == 0);
  CHECK(counted(cluster, "faults", "stale_marker") == 1);
  CHECK(differences(cluster, box.database()) == strings{});
}

TEST_CASE("a marker that repeats ends the walk") {
  simcluster::running_cluster cluster(cluster_with(0));
  const json::object known{{"build_id", "b1"}, {"status", "failed"}};
  cluster.answer_with(one + "/builds", 200, page_of({known}, "again"));
  cluster.answer_with(one + "/builds/b1/logs", 200, R"({"logs":""})");
  sandbox box(cluster, {"acme/one"});
  CHECK(box.once().status == 0);
  CHECK(counted(cluster, "by_route", "builds") == 2);
  CHECK(build(box, "b1", "log_state") == "stored");
}

TEST_CASE("while nothing changes only the first page is asked for, and what changes arrives") {
  simcluster::running_cluster cluster(cluster_with(60));
  sandbox box(cluster, {"acme/one"});
  REQUIRE(box.once().status == 0);
  CHECK(counted(cluster, "by_route", "builds") == 2);
  cluster.post("/_control/reset_counters", json::object{});
  const auto polls =
      "SELECT total(polls) FROM polls WHERE collection = 'builds' AND outcome = 'ok'";
  {
    const auto daemon = box.start({"run"});
    REQUIRE(eventually([&] { return stored(box.database()).number(polls) >= 8; }));
    stop(*daemon);
    // One page a poll; the poll of `once` was before, one may have been under way at the end.
    const auto since = stored(box.database()).number(polls) - 1;
    CHECK(counted(cluster, "by_route", "builds") >= since);
    CHECK(counted(cluster, "by_route", "builds") <= since + 1);
    CHECK(counted(cluster, "by_route", "log") == 0);
  }
  const auto daemon = box.start({"run"});
  cluster.post("/_control/build",
               {{"algorithm", "acme/one"}, {"build_id", "new"}, {"status", "failed"}});
  CHECK(eventually([&] { return build(box, "new", "status || log_state") == "failedstored"; }));

  // The oldest build that was never published, far beyond the first page.
  const auto old = stored(box.database())
                       .text(
                           "SELECT build_id FROM builds WHERE semantic_version IS NULL"
                           " AND status = 'succeeded' ORDER BY started_at LIMIT 1");
  cluster.post("/_control/build",
               {{"algorithm", "acme/one"}, {"build_id", old}, {"publish", "9.9.9"}});
  CHECK(eventually(
      [&] { return build(box, old, "coalesce(semantic_version, 'not yet')") == "9.9.9"; }));
  CHECK(lasting_differences(cluster, box.database()) == strings{});
}

TEST_CASE("a build in progress that no page shows is asked for by its id") {
  simcluster::running_cluster cluster(cluster_with(0));
  for (const char* id : {"hidden", "gone"}) {
    cluster.post("/_control/build", {{"algorithm", "acme/one"}, {"build_id", id}});
  }
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return stored(box.database()).count("builds") == 2; }));
  cluster.answer_with(one + "/builds", 200, page_of({}));
  cluster.answer_with(one + "/builds/gone", 404, R"({"error":"No such build"})");
  cluster.post("/_control/build", {{"algorithm", "acme/one"},
                                   {"build_id", "hidden"},
                                   {"status", "succeeded"},
                                   {"log", "seen at last"}});
  CHECK(
      eventually([&] { return build(box, "hidden", "status || log_state") == "succeededstored"; }));
  CHECK(eventually(
      [&] { return build(box, "gone", "status || log_state") == "in-progressunavailable"; }));
  // It is not asked for again.
  const auto asked = counted(cluster, "by_route", "build");
  const auto polls = "SELECT total(polls) FROM polls WHERE collection = 'builds'";
  const auto before = stored(box.database()).number(polls);
  REQUIRE(eventually([&] { return stored(box.database()).number(polls) > before + 3; }));
  CHECK(counted(cluster, "by_route", "build") == asked);
  CHECK(lines_with(daemon->err(), "warning") == 0);
  CHECK(stored(box.database()).rows("SELECT log FROM build_logs") == strings{"seen at last"});
}

TEST_CASE("a log that its own route never has comes from the published version") {
  simcluster::running_cluster cluster(cluster_with(0));
  const std::string log = "made of a version";
  cluster.post("/_control/build", {{"algorithm", "acme/one"},
                                   {"build_id", "b1"},
                                   {"status", "succeeded"},
                                   {"log", log},
                                   {"publish", "1.0.0"}});
  cluster.answer_with(one + "/builds/b1/logs", 404, R"({"error":"Build logs not found"})");
  sandbox box(cluster, {"acme/one"});
  const auto polled = box.once();
  CAPTURE(polled.out, polled.err);
  CHECK(polled.status == 0);
  const stored db(box.database());
  CHECK(db.rows("SELECT build_id, log, source FROM build_logs") ==
        strings{"b1|" + log + "|versions"});
  CHECK(db.rows("SELECT log_state FROM builds") == strings{"stored"});
}

TEST_CASE("the log of a build comes from the single version as the API documents print it") {
  simcluster::running_cluster cluster(cluster_with(0));
  cluster.answer_with(one + "/builds", 200, data_file("api/builds.json"));
  cluster.answer_with(one + "/versions", 200, data_file("api/versions.json"));
  const std::string hash = "8e36fbf53f57fa1f1b681b1f1ab178b6f989976f";
  cluster.answer_with(one + "/versions/" + hash, 200, data_file("api/version.json"));
  sandbox box(cluster, {"acme/one"});
  CHECK(box.once().status == 0);
  const auto sample = json::parse(data_file("api/version.json")).at("compilation").at("output");
  const stored db(box.database());
  CHECK(db.rows("SELECT build_id, log, source FROM build_logs") ==
        strings{"d01d403d-a853-4831-9fff-9783a7b7e956|" + json::value_to<std::string>(sample) +
                "|versions"});
  CHECK(db.count("quarantine") == 0);
}

namespace {

std::int64_t polls_of(const sandbox& box, const std::string& outcome) {
  return polls(box, "collection = 'builds' AND outcome = '" + outcome + "'");
}

std::string walked(const sandbox& box) {
  return stored(box.database()).text("SELECT coalesce(builds_walked_at, 'no') FROM algorithms");
}

/// Without builds; lets everybody in, so that the test can ask for pages, too.
simcluster::scenario open_cluster() {
  auto s = cluster_with(0);
  s.token.clear();
  return s;
}

/// Builds b00, b01, … of acme/one, the last the newest, all ended.
void make_builds(simcluster::server& cluster, int from, int to) {
  for (int i = from; i < to; ++i) {
    const auto id = std::string(i < 10 ? "b0" : "b") + std::to_string(i);
    cluster.post("/_control/build", {{"algorithm", "acme/one"},
                                     {"build_id", id},
                                     {"status", "failed"},
                                     {"started_at", 1'700'000'000'000 + i * 1000}});
  }
}

}  // namespace

TEST_CASE("a walk that met a refused record is not complete, and is tried again until it is") {
  simcluster::running_cluster cluster(open_cluster());
  make_builds(cluster, 0, 60);
  const auto all = cluster.get(one + "/builds?limit=100").at("results").as_array();
  const auto pages = one + "/builds?limit=50";
  cluster.answer_with(pages, 200, page_of(json::array(all.begin(), all.begin() + 50), "second"));
  // The second page is one broken record, and seems to be the last.
  cluster.answer_with(pages + "&marker=second", 200, page_of({json::object{{"status", "failed"}}}));
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return polls_of(box, "incomplete") >= 1; }));
  CHECK(walked(box) == "no");
  cluster.answer_with(pages + "&marker=second", 200,
                      page_of(json::array(all.begin() + 50, all.end())));
  CHECK(eventually([&] { return stored(box.database()).count("builds") == 60; }));
  CHECK(eventually([&] { return walked(box) != "no"; }));
  CHECK(stored(box.database()).count("quarantine") == 1);
  CHECK(eventually([&] { return lines_with(daemon->err(), "builds: works again") == 1; }));
  CAPTURE(daemon->err());
  CHECK(lines_with(daemon->err(), "warning") == 1);
  CHECK(lines_with(daemon->err(), "warning sim acme/one: builds: incomplete: 1 record not") == 1);
}

TEST_CASE("a record that stays broken is told once, and the newest builds arrive all the same") {
  simcluster::running_cluster cluster(cluster_with(0));
  const json::object known{
      {"build_id", "b1"}, {"status", "failed"}, {"finished_at", "2024-01-01T00:00:00Z"}};
  const json::object broken{{"status", "failed"}};
  cluster.answer_with(one + "/builds/b1/logs", 200, R"({"logs":""})");
  cluster.answer_with(one + "/builds", 200, page_of({known, broken}));
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return polls_of(box, "incomplete") >= 20; }));
  CHECK(walked(box) == "no");
  CHECK(polls_of(box, "ok") == 0);
  CHECK(stored(box.database()).count("quarantine") == 1);
  const json::object news{
      {"build_id", "b2"}, {"status", "failed"}, {"finished_at", "2024-01-01T00:00:00Z"}};
  cluster.answer_with(one + "/builds/b2/logs", 200, R"({"logs":""})");
  cluster.answer_with(one + "/builds", 200, page_of({news, known, broken}));
  CHECK(eventually([&] { return build(box, "b2", "log_state") == "stored"; }));
  CHECK(lines_with(daemon->err(), "warning") == 1);
}

TEST_CASE("pages that end before builds that are stored are not the end of a walk") {
  simcluster::running_cluster cluster(open_cluster());
  make_builds(cluster, 0, 5);
  sandbox box(cluster, {"acme/one"});
  REQUIRE(box.once().status == 0);
  make_builds(cluster, 5, 65);
  // The first page comes without the marker of the second.
  const auto first = cluster.get(one + "/builds?limit=50").at("results").as_array();
  cluster.answer_with(one + "/builds", 200, page_of(first), 1);
  const auto cut = box.once();
  CAPTURE(cut.out, cut.err);
  CHECK(cut.status == 75);
  CHECK(lines_with(cut.out, "the pages end before b") == 1);
  CHECK(walked(box) == "no");
  CHECK(stored(box.database()).count("builds") == 55);
  const auto daemon = box.start({"run"});
  CHECK(eventually([&] { return stored(box.database()).count("builds") == 65; }));
  CHECK(eventually([&] { return walked(box) != "no"; }));
}

TEST_CASE("builds that the cluster has deleted do not keep a walk from being complete") {
  simcluster::running_cluster cluster(cluster_with(0));
  make_builds(cluster, 0, 5);
  sandbox box(cluster, {"acme/one"});
  REQUIRE(box.once().status == 0);
  cluster.answer_with(one + "/builds", 200, page_of({}));
  for (const char* id : {"b00", "b04"}) {
    cluster.answer_with(one + "/builds/" + id, 404, R"({"error":"No such build"})");
  }
  const auto polled = box.once();
  CAPTURE(polled.out, polled.err);
  CHECK(polled.status == 0);
  CHECK(walked(box) != "no");
  CHECK(polls_of(box, "ok") == 2);
  CHECK(stored(box.database()).count("builds") == 5);
}
