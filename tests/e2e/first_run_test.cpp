#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include "catch.hpp"
#include "data_file.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "sanitized.hpp"
#include "stored.hpp"

using namespace e2e;
namespace json = boost::json;
using strings = std::vector<std::string>;

namespace {

const std::string sample_algorithm = "ALGO_OWNER/ALGO_NAME";
const std::string sample_uuid = "4a1b7a2a-4183-4939-a292-26e677aeba73";
const std::string first_build = "d01d403d-a853-4831-9fff-9783a7b7e956";
const std::string second_build = "8a366318-3ee9-4a0e-8fc9-7e1af60c67bf";
const std::string first_commit = "8e36fbf53f57fa1f1b681b1f1ab178b6f989976f";

void serve_samples(simcluster::server& cluster) {
  const auto base = "/v1/algorithms/" + sample_algorithm;
  cluster.answer_with(base, 200, data_file("api/algorithm.json"));
  cluster.answer_with(base + "/errors", 200, data_file("api/errors.json"));
  cluster.answer_with(base + "/builds", 200, data_file("api/builds.json"));
  for (const auto& build : {first_build, second_build}) {
    cluster.answer_with(base + "/builds/" + build + "/logs", 200, data_file("api/build_logs.json"));
  }
  cluster.answer_with(base + "/versions", 200, data_file("api/versions.json"));
  cluster.answer_with(base + "/versions/" + first_commit, 200, data_file("api/version.json"));
}

std::string size_of_all(const stored& db) {
  std::string text;
  for (const char* table : {"algorithms", "errors", "newest_errors", "builds", "build_transitions",
                            "build_logs", "versions", "gaps", "quarantine"}) {
    text += std::string(table) + " " + std::to_string(db.count(table)) + ", ";
  }
  return text + "last seq " + db.text("SELECT max(seq) FROM errors");
}

/// One algorithm under several names is stored once, whatever they are.
void check_stored_once(bool uuid_without_id, bool by_name) {
  auto s = empty_cluster({sample_algorithm});
  s.algorithms[0].uuid = sample_uuid;
  s.errors = 30;
  s.builds = 12;
  s.uuid_without_id = uuid_without_id;
  simcluster::running_cluster cluster(s);
  sandbox box(cluster, by_name ? strings{sample_uuid, sample_algorithm} : strings{sample_uuid});
  for (int run = 0; run < 2; ++run) {
    const auto polled = box.once();
    CAPTURE(polled.out, polled.err);
    CHECK(polled.status == 0);
    CHECK(differences(cluster, box.database()) == strings{});
  }
  const stored db(box.database());
  CHECK(db.rows("SELECT owner, name FROM algorithms") == strings{"ALGO_OWNER|ALGO_NAME"});
  CHECK(db.count("errors") == 30);
  CHECK(db.count("builds") == 12);
}

}  // namespace

TEST_CASE("the API documents' sample answers become rows, field by field") {
  simcluster::running_cluster cluster(empty_cluster({sample_algorithm}));
  serve_samples(cluster);
  sandbox box(cluster, {sample_algorithm});
  const auto polled = box.once();
  CAPTURE(polled.out, polled.err);
  REQUIRE(polled.status == 0);
  const stored db(box.database());
  CHECK(db.rows("SELECT cluster, owner, name, uuid FROM algorithms") ==
        strings{"sim|ALGO_OWNER|ALGO_NAME|" + sample_uuid});

  const auto sample = json::parse(data_file("api/errors.json")).at(0);
  CHECK(db.rows("SELECT cluster, request_id, created_at, username, algoname, algoversion, input,"
                " error_type, billable_to, worker, extra, backfilled FROM errors") ==
        strings{"sim|req-ce624eee-28e2-4cef-87ee-c22c797079f6|1627571664000|ALGO_OWNER|ALGO_NAME|"
                "0.1.0|A payload|AlgorithmError|ALGO_OWNER|172.41.7.115|NULL|1"});
  CHECK(db.text("SELECT error FROM errors") == json::value_to<std::string>(sample.at("error")));
  CHECK(db.rows("SELECT algorithm, message, backfilled FROM newest_errors") ==
        strings{sample_algorithm + "|All I do is throw an error|1"});

  CHECK(db.rows("SELECT build_id, status, commit_sha, started_at, finished_at, semantic_version,"
                " extra, log_state FROM builds ORDER BY started_at DESC") ==
        strings{first_build + "|succeeded|" + first_commit +
                    "|1627593176442|1627593224251|NULL|NULL|stored",
                second_build + "|succeeded|0b1e586f4db06756775795bcd4b42ad4352b652e"
                               "|1627495902749|1627495950946|0.1.0|NULL|stored"});
  CHECK(db.rows("SELECT build_id, status FROM build_transitions ORDER BY build_id DESC") ==
        strings{first_build + "|succeeded", second_build + "|succeeded"});
  const auto log =
      json::value_to<std::string>(json::parse(data_file("api/build_logs.json")).at("logs"));
  CHECK(db.rows("SELECT build_id, source, log FROM build_logs ORDER BY build_id DESC") ==
        strings{first_build + "|builds|" + log, second_build + "|builds|" + log});

  const auto version = json::parse(data_file("api/versions.json")).at("results").at(0);
  CHECK(db.rows("SELECT git_hash, version_uuid, semantic_version, release_notes FROM versions") ==
        strings{first_commit + "|ec329139-fca8-4f07-b470-f76521831e27|NULL|NULL"});
  CHECK(json::parse(db.text("SELECT settings FROM versions")) == version.at("settings"));
  const auto extra = json::parse(db.text("SELECT extra FROM versions"));
  CHECK(extra.at("details") == version.at("details"));
  CHECK(extra.at("version_info").at("sample_input") == "\"\"");
  CHECK(db.count("quarantine") == 0);
}

TEST_CASE("everything a cluster has is stored over TLS, and a second run adds nothing") {
  auto s = empty_cluster({});
  constexpr std::size_t count = sanitized ? 10 : 50;
  s.algorithm_count = count;
  s.owners = 3;
  s.errors = 200;
  s.builds = 40;
  s.big_logs = 0.01;
  s.gzip = true;
  const algolog::test::scratch_folder tls;
  s.make_tls = tls.path().string();
  simcluster::running_cluster cluster(s);
  strings algorithms;
  const auto truth = cluster.get("/_truth");
  for (const auto& one : truth.at("algorithms").as_array()) {
    algorithms.push_back(json::value_to<std::string>(one.at("algorithm")));
  }
  REQUIRE(algorithms.size() == count);
  REQUIRE(cluster.url().starts_with("https://"));
  sandbox box(cluster, algorithms);

  const auto polled = box.once();
  CAPTURE(polled.out, polled.err);
  REQUIRE(polled.status == 0);
  CHECK(polled.err.empty());
  CHECK(differences(cluster, box.database()) == strings{});
  const auto first = size_of_all(stored(box.database()));
  const auto times = [&](std::size_t number) { return std::to_string(count * number); };
  CHECK_THAT(first, StartsWith("algorithms " + times(1) + ", errors " + times(200) +
                               ", newest_errors " + times(100) + ", builds " + times(40) + ",") &&
                        ContainsSubstring("build_logs " + times(40)) &&
                        ContainsSubstring("quarantine 0"));

  CHECK(box.once().status == 0);
  CHECK(size_of_all(stored(box.database())) == first);
  CHECK(stored(box.database()).text("PRAGMA integrity_check") == "ok");

  const auto counters = cluster.get("/_truth/counters");
  CHECK(counters.at("foreign_contacts") == 0);
  CHECK(counters.at("without_token") == 0);
  CHECK(counters.at("bad_token") == 0);
  CHECK(counters.at("max_in_flight").to_number<int>() <= 16);
}

TEST_CASE("an algorithm configured by name and by UUID is stored once") {
  check_stored_once(false, true);
}

TEST_CASE("it is stored once although the answer by UUID names no id") {
  check_stored_once(true, true);
}

TEST_CASE("the UUID alone is enough for errors, builds, logs and versions") {
  check_stored_once(GENERATE(false, true), false);
}

TEST_CASE("the service polls an algorithm configured twice once, and says so") {
  auto s = empty_cluster({sample_algorithm});
  s.algorithms[0].uuid = sample_uuid;
  s.errors = 30;
  s.builds = 12;
  simcluster::running_cluster cluster(s);
  sandbox box(cluster, {sample_algorithm, sample_uuid});
  const auto daemon = box.start({"run"});
  CHECK(eventually([&] { return lines_with(daemon->err(), "as well") > 0; }));
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  CHECK(lines_with(daemon->err(), "as well, which is polled already") == 1);
  CHECK(stored(box.database()).count("algorithms") == 1);
}

TEST_CASE("the first poll brings history, later ones news, and the newest are kept apart") {
  auto s = empty_cluster({"acme/one"});
  s.errors = 20;
  simcluster::running_cluster cluster(s);
  auto wanted = watching(cluster, {"acme/one"});
  wanted.keep = 5;
  sandbox box(wanted);
  REQUIRE(box.once().status == 0);
  const auto newest =
      "SELECT backfilled, seq > (SELECT max(seq) FROM errors) - 5 FROM newest_errors ORDER BY seq";
  CHECK(stored(box.database()).rows(newest) == strings(5, "1|1"));

  fail(cluster, "acme/one", 3);
  REQUIRE(box.once().status == 0);
  const stored db(box.database());
  CHECK(db.rows(newest) == strings{"1|1", "1|1", "0|1", "0|1", "0|1"});
  CHECK(db.rows("SELECT backfilled, count(*) FROM errors GROUP BY backfilled ORDER BY 1") ==
        strings{"0|3", "1|20"});

  wanted.keep = 2;
  box.configure(wanted);
  REQUIRE(box.once().status == 0);
  CHECK(stored(box.database()).rows(newest) == strings{"0|1", "0|1"});
}
