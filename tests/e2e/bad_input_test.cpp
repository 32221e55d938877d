#include <boost/json/serialize.hpp>

#include "catch.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "repeated.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "stored.hpp"

using namespace e2e;
using algolog::test::repeated;
namespace json = boost::json;
using strings = std::vector<std::string>;

namespace {

const std::string one = "/v1/algorithms/acme/one";

simcluster::scenario small_cluster() {
  auto s = empty_cluster({"acme/one", "acme/two"});
  s.errors = 8;
  s.builds = 6;
  return s;
}

/// The routes of both algorithms fail in this way until it is cleared: what is said of it.
void check_told_once_and_recovered(const json::object& fault, const std::string& told,
                                   const std::string& collection) {
  simcluster::running_cluster cluster(small_cluster());
  cluster.post("/_control/fault", fault);
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  const std::string kind(fault.at("kind").as_string());
  REQUIRE(eventually([&] { return counted(cluster, "faults", kind) >= 2; }));
  CHECK(eventually([&] { return lines_with(daemon->err(), "warning") >= 1; }));
  cluster.post("/_control/fault", {{"clear", true}});
  cluster.post("/_control/fault", {{"kind", "missing"}, {"algorithm", "acme/two"}});
  const auto stored_all = "SELECT count(*) = 8 FROM errors WHERE algoname = 'one'";
  CHECK(eventually([&] { return stored(box.database()).number(stored_all) == 1; }));
  CHECK(eventually([&] { return lines_with(daemon->err(), "works again") == 1; }));
  CAPTURE(daemon->err());
  CHECK(lines_with(daemon->err(), "warning") == 1);
  CHECK(lines_with(daemon->err(), "warning sim acme/one: " + collection + ": ") == 1);
  CHECK(lines_with(daemon->err(), told) == 1);
}

}  // namespace

TEST_CASE("a wrong configuration ends the service with 78, every problem named with its line") {
  simcluster::server cluster(small_cluster());
  sandbox box(cluster, {"acme/one"});
  box.configure(
      "[poll]\ntimeout = 30\nerors_interval = \"1s\"\n[log]\nlevel = \"loud\"\n"
      "[[cluster]]\nname = \"sim\"\nurl = \"http://api.example.com\"\n"
      "api_key_file = \"key\"\nalgorithms = [\"acme\"]\n");
  for (const char* command : {"run", "once", "check"}) {
    const auto refused = box.run({command});
    CAPTURE(refused.err);
    CHECK(refused.status == 78);
    CHECK(lines_with(refused.err, "") == 5);
    for (const char* place : {"toml:2: poll.timeout: ", "toml:3: poll.erors_interval: ",
                              "toml:5: log.level: ", "toml:8: cluster", "toml:10: cluster"}) {
      CHECK(lines_with(refused.err, place) == 1);
    }
  }
  CHECK_FALSE(std::filesystem::exists(box.database()));
}

TEST_CASE("an unknown algorithm is told once, the others go on, and it recovers by itself") {
  simcluster::running_cluster cluster(small_cluster());
  sandbox box(cluster, {"acme/one", "acme/ghost", "acme/two"});
  const auto daemon = box.start({"run"});
  REQUIRE(lasting_differences(cluster, box.database()) == strings{});
  const auto failures =
      "SELECT total(polls) FROM v_polls WHERE algorithm = 'acme/ghost' AND outcome = 'missing'";
  REQUIRE(eventually([&] { return stored(box.database()).number(failures) >= 4; }));
  CHECK(lines_with(daemon->err(), "warning") == 1);
  CHECK(lines_with(daemon->err(), "warning sim acme/ghost: ") == 1);
  CHECK(lines_with(daemon->err(), "check the owner and name in `algorithms`") == 1);

  // It appears.
  const std::string ghost = "/v1/algorithms/acme/ghost";
  cluster.answer_with(ghost + "/errors", 200, R"([{"request_id":"req-1","created_at":1}])");
  const auto nothing = R"({"marker":null,"next_link":null,"results":[]})";
  cluster.answer_with(ghost + "/builds", 200, nothing);
  cluster.answer_with(ghost + "/versions", 200, nothing);
  const auto arrived = "SELECT count(*) FROM errors WHERE request_id = 'req-1'";
  CHECK(eventually([&] { return stored(box.database()).number(arrived) == 1; }));
  CHECK(eventually([&] { return lines_with(daemon->err(), "works again") == 1; }));
  CHECK(lines_with(daemon->err(), "warning") == 1);
}

TEST_CASE("a wrong key is told once for the cluster, and a new one works without a restart") {
  simcluster::running_cluster cluster(small_cluster());
  sandbox box(cluster, {"acme/one", "acme/two"});
  box.set_key("outdated");
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "unauthorized") == 1; }));
  box.set_key(api_key);
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  CHECK(eventually([&] { return lines_with(daemon->err(), "works again") == 1; }));
  CAPTURE(daemon->err());
  CHECK(lines_with(daemon->err(), "warning") == 1);
  CHECK(lines_with(daemon->err(), "warning sim (" + cluster.url() + "): unauthorized") == 1);
  CHECK(lines_with(daemon->err(), "the key from file " + box.key_file().string()) == 1);
  CHECK(lines_with(daemon->err(), "outdated") == 0);
}

TEST_CASE("a key file that is missing is told once, and read when it comes") {
  simcluster::running_cluster cluster(small_cluster());
  sandbox box(cluster, {"acme/one", "acme/two"});
  std::filesystem::remove(box.key_file());
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), box.key_file().string()) == 1; }));
  box.set_key(api_key);
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  CHECK(lines_with(daemon->err(), "warning") == 1);
  CHECK(counted(cluster, "without_token") == 0);
}

TEST_CASE("a forbidden errors route is told with the permission it needs") {
  check_told_once_and_recovered({{"kind", "forbidden"}, {"route", "errors"}},
                                "needs a key with Management Access", "errors");
}

TEST_CASE("a route that the cluster does not offer is told with what to do") {
  check_told_once_and_recovered({{"kind", "not_offered"}, {"route", "errors"}},
                                "does not offer the route; leave it out of `collect`", "errors");
}

TEST_CASE("an internal error is told once, and polling goes on") {
  check_told_once_and_recovered(
      {{"kind", GENERATE("plain_500", "object_200", "html_502", "empty_500", "drop", "reset")},
       {"route", "errors"}},
      "warning", "errors");
}

TEST_CASE("a body that is not understood is kept once, and the next poll is as usual") {
  struct bad_body {
    std::string body;
    const char* outcome;
  };
  const auto bad = GENERATE(
      bad_body{"<html><body>Please sign in</body></html>", "not_json"},
      bad_body{"\x7f\x45LF not JSON at all }{", "not_json"},
      bad_body{R"([{"request_id":"req-1","created_at":5,"error":"half)", "not_json"},
      bad_body{R"([{"request_id":"req-1","created_at":5},)", "not_json"}, bad_body{"", "not_json"},
      bad_body{R"({"results":[]})", "not_json"}, bad_body{R"("a string")", "not_json"},
      bad_body{"[" + repeated("1,", 10'000) + "1]", "too_large"});
  CAPTURE(bad.body);
  simcluster::running_cluster cluster(small_cluster());
  cluster.answer_with(one + "/errors", 200, bad.body, 3);
  sandbox box(cluster, {"acme/one", "acme/two"});
  const auto daemon = box.start({"run"});
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  CHECK(eventually([&] { return lines_with(daemon->err(), "works again") == 1; }));
  CHECK(lines_with(daemon->err(), std::string("warning sim acme/one: errors: ") + bad.outcome) ==
        1);
  const stored db(box.database());
  CHECK(db.rows("SELECT cluster, algorithm, route, CAST(body AS TEXT), reason <> '' FROM"
                " v_quarantine") == strings{"sim|acme/one|" + one + "/errors|" + bad.body + "|1"});
  CHECK(db.rows("SELECT outcome, polls, records FROM v_polls WHERE algorithm = 'acme/one' AND"
                " collection = 'errors' AND outcome <> 'ok'") ==
        strings{std::string(bad.outcome) + "|3|0"});
  CHECK(db.number("SELECT count(*) FROM errors WHERE backfilled = 0") == 0);
}

TEST_CASE("one bad record costs only itself, and is kept") {
  const std::string kind = GENERATE("record_not_object", "record_no_id", "record_wrong_type",
                                    "record_invalid_utf8", "record_lone_surrogate");
  const std::string route = GENERATE("errors", "builds", "versions");
  // Pages with something that is not understood might not be all there are.
  const bool pages = route != "errors";
  CAPTURE(kind, route);
  auto s = small_cluster();
  s.published = 1;
  simcluster::running_cluster cluster(s);
  cluster.post("/_control/fault", {{"kind", kind}, {"route", route}, {"algorithm", "acme/one"}});
  sandbox box(cluster, {"acme/one", "acme/two"});
  for (int run = 0; run < 2; ++run) {
    const auto polled = box.once();
    CAPTURE(polled.out, polled.err);
    CHECK(polled.status == (pages ? 75 : 0));
    CHECK(lines_with(polled.out, "incomplete: 1 record not understood") == (pages ? 1 : 0));
    CHECK(differences(cluster, box.database()) == strings{});
    CHECK(stored(box.database()).rows("SELECT algorithm, length(reason) > 10 FROM v_quarantine") ==
          strings{"acme/one|1"});
  }
  CHECK(counted(cluster, "faults", kind) >= 2);
}

TEST_CASE("bad records are told when they come") {
  simcluster::running_cluster cluster(small_cluster());
  cluster.post("/_control/fault", {{"kind", "record_wrong_type"}, {"route", "errors"}});
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  CHECK(eventually([&] { return lines_with(daemon->err(), "warning") >= 1; }));
  CHECK(lines_with(daemon->err(),
                   "warning sim acme/one: errors: 1 of 9 records not understood or in conflict, "
                   "kept in quarantine") >= 1);
}

TEST_CASE("a known record that comes with other content is a conflict, and the first one stays") {
  simcluster::running_cluster cluster(small_cluster());
  const auto served = [&](const char* text) {
    const json::object record{{"request_id", "req-7"}, {"created_at", 1}, {"username", "acme"},
                              {"algoname", "one"},     {"error", text},   {"error_type", "X"}};
    cluster.answer_with(one + "/errors", 200, json::serialize(json::array{record}));
  };
  sandbox box(cluster, {"acme/one"});
  for (const char* text : {"before", "after", "after"}) {
    served(text);
    CHECK(box.once().status == 0);
  }
  const stored db(box.database());
  CHECK(db.rows("SELECT error FROM errors") == strings{"before"});
  CHECK(db.rows("SELECT message FROM newest_errors") == strings{"before"});
  const auto kept = db.rows("SELECT reason, CAST(body AS TEXT) FROM quarantine");
  REQUIRE(kept.size() == 1);
  CHECK_THAT(kept[0], StartsWith("conflict: error record req-7 differs from seq 1 in error|") &&
                          ContainsSubstring(R"("error":"after")"));
}

TEST_CASE("a throttled cluster is left alone for as long as it asks, and then polled on") {
  simcluster::running_cluster cluster(small_cluster());
  const auto kind = GENERATE("throttle_429", "throttle_503", "throttle_date_429");
  cluster.post("/_control/fault", {{"kind", kind}, {"retry_after", 2}, {"times", 1}});
  sandbox box(cluster, {"acme/one", "acme/two"});
  const auto daemon = box.start({"run"});
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  CHECK(eventually([&] { return lines_with(daemon->err(), "works again") == 1; }));
  CHECK(lines_with(daemon->err(), "throttled") == 1);
}
