#include "store/requeue.hpp"

#include <SQLiteCpp/Statement.h>

#include <string>

#include "catch.hpp"
#include "digest.hpp"
#include "store/quarantine.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

const std::string uuid = "4a1b7a2a-4183-4939-a292-26e677aeba73";
const std::string fraud = "/v1/algorithms/acme/fraud";
const std::string by_uuid = "/v1/algorithms/" + uuid;

// printf %s 'card 1' | sha256sum
const std::string card_digest =
    "sha256:b6595b641b90d8f0d5cd00ab859e8d0803d8728e8b043fa1e73a2c1f9b4b5592";

/// A database with one algorithm, and a quarantine that is filled as by an older version.
struct refused_before {
  explicit refused_before(const algorithm_ref& ref = named("acme", "fraud"))
      : id(s->watch("prod", ref, 1).algorithm_id) {}

  /// `received` is what the digest is of, where less than that was kept.
  void keep(const std::string& route, const std::string& body, std::int64_t at = 100,
            const std::string& reason = "not understood then", const std::string& received = {}) {
    const auto& whole = received.empty() ? body : received;
    SQLite::Statement row(
        s.handle(),
        "INSERT INTO quarantine (received_at, cluster, algorithm_id, route,"
        " reason, body, body_bytes, digest) VALUES (?, 'prod', ?, ?, ?, ?, ?, ?)");
    row.bind(1, at);
    row.bind(2, id);
    row.bind(3, route);
    row.bind(4, reason);
    row.bind(5, body.data(), static_cast<int>(body.size()));
    row.bind(6, static_cast<std::int64_t>(whole.size()));
    row.bind(7, sha256_hex(whole));
    row.exec();
  }
  requeue_result requeue(input_privacy how = input_privacy::store, bool dry_run = false) {
    return algolog::requeue(s.opened(), with(how), dry_run);
  }
  std::string left() { return s.row("SELECT count(*) FROM quarantine"); }

  scratch_store s;
  std::int64_t id;
};

std::string an_input(const std::string& input) {
  return R"({"request_id":"req-1","username":"acme","algoname":"fraud","input":)" + input + "}";
}

}  // namespace

TEST_CASE("a record without a name is moved once the name of its algorithm is known, once") {
  refused_before t(with_uuid(uuid));
  t.keep(by_uuid + "/errors", R"({"request_id":"req-1","created_at":5,"new_field":true})");
  const auto before = t.requeue();
  CHECK(before.moved == 0);
  CHECK(before.not_understood == 1);
  REQUIRE(before.reasons.size() == 1);
  CHECK_THAT(before.reasons[0].first, ContainsSubstring("name of the algorithm is not known yet"));
  CHECK(t.left() == "1");

  t.s->identify(t.id, {"acme", "fraud", uuid}, 7);
  const auto after = t.requeue();
  CHECK(after.moved == 1);
  CHECK(after.stored == 1);
  CHECK(t.s.rows("SELECT cluster, request_id, algorithm_id, created_at, username, algoname, extra,"
                 " observed_at, backfilled FROM errors") ==
        strings{R"(prod|req-1|1|5|acme|fraud|{"new_field":true}|100|0)"});
  CHECK(t.s.row("SELECT algorithm, request_id FROM newest_errors") == "acme/fraud|req-1");
  CHECK(t.left() == "0");
  CHECK(t.requeue().looked_at == 0);
  CHECK(t.s.row("SELECT count(*) FROM polls") == "0");
}

TEST_CASE("whole bodies of every route go where they belong") {
  refused_before t;
  t.keep(fraud + "/errors", R"([{"request_id":"req-1"},{"request_id":"req-2"}])");
  t.keep(fraud + "/builds?limit=50",
         R"({"marker":"m","results":[{"build_id":"b1","status":"failed"}]})");
  t.keep(fraud + "/builds/b2", R"({"build_id":"b2","status":"succeeded"})");
  t.keep(fraud + "/builds/b2/logs", R"({"logs":"all is well\n"})");
  t.keep(fraud + "/versions?limit=50&marker=m",
         R"({"marker":null,"results":[{"version_info":{"git_hash":"h1"}}]})");
  t.keep(fraud + "/versions/h2", R"({"version_info":{"git_hash":"h2"},"build":{"build_id":"b1"},)"
                                 R"("compilation":{"successful":false,"output":"oh no"}})");
  t.keep(fraud, R"({"id":")" + uuid + R"(","name":"fraud"})");
  const auto all = t.requeue();
  CHECK(all.looked_at == 7);
  CHECK(all.moved == 7);
  CHECK(all.stored == 8);
  CHECK(t.s.row("SELECT count(*) FROM errors") == "2");
  CHECK(t.s.rows("SELECT build_id, status, first_seen_at, log_state FROM builds") ==
        strings{"b1|failed|100|stored", "b2|succeeded|100|stored"});
  CHECK(t.s.rows("SELECT build_id, source, fetched_at, log FROM build_logs ORDER BY 1") ==
        strings{"b1|versions|100|oh no", "b2|builds|100|all is well\n"});
  CHECK(t.s.rows("SELECT git_hash FROM versions") == strings{"h1", "h2"});
  CHECK(t.s.row("SELECT uuid FROM algorithms") == uuid);
  CHECK(t.s.row("SELECT count(*) FROM polls") == "0");
  CHECK(t.left() == "0");
}

TEST_CASE("single records that were refused go where they belong") {
  refused_before t;
  t.keep(fraud + "/errors", R"({"request_id":"req-1"})");
  t.keep(fraud + "/builds?limit=50", R"({"build_id":"b1","status":"failed","results":[]})");
  t.keep(fraud + "/versions?limit=50", R"({"version_info":{"git_hash":"h1"}})");
  CHECK(t.requeue().moved == 3);
  CHECK(t.s.row("SELECT request_id FROM errors") == "req-1");
  CHECK(t.s.row("SELECT build_id, extra FROM builds") == R"(b1|{"results":[]})");
  CHECK(t.s.row("SELECT git_hash FROM versions") == "h1");
}

TEST_CASE("a look-up that came last still names what came before it") {
  refused_before t(with_uuid(uuid));
  t.keep(by_uuid + "/errors", R"([{"request_id":"req-1"}])");
  t.keep(by_uuid,
         R"({"id":")" + uuid + R"(","self_link":"https://x/v1/algorithms/acme/fraud/versions/h"})");
  CHECK(t.requeue().moved == 2);
  CHECK(t.s.row("SELECT username, algoname FROM errors") == "acme|fraud");
}

TEST_CASE("what is stored already is not stored again") {
  refused_before t;
  auto known = an_error("req-1");
  known.error = "boom";
  t.s->append(errors_at(t.id, 10, {known}));
  t.keep(fraud + "/errors",
         R"([{"request_id":"req-1","created_at":1000,"username":"acme","algoname":"fraud",)"
         R"("error":"boom","error_type":"AlgorithmError"},{"request_id":"req-2"}])");
  const auto all = t.requeue();
  CHECK(all.moved == 1);
  CHECK(all.stored == 1);
  CHECK(all.stored_before == 1);
  CHECK(t.s.rows("SELECT request_id, observed_at FROM errors ORDER BY seq") ==
        strings{"req-1|10", "req-2|100"});
}

TEST_CASE("of a body that is understood in part that part is stored, and the row stays") {
  refused_before t;
  t.keep(fraud + "/errors", R"([{"request_id":"req-1"},{"request_id":7},{"request_id":"req-3"}])");
  const auto first = t.requeue();
  CHECK(first.moved == 0);
  CHECK(first.not_understood == 1);
  CHECK(first.stored == 2);
  CHECK(first.reasons[0].first == "request_id: expected a string, got a number");
  const auto second = t.requeue();
  CHECK(second.stored == 0);
  CHECK(second.stored_before == 2);
  CHECK(t.left() == "1");
}

TEST_CASE("a record that is stored with other content is a conflict, as it was, and stays") {
  refused_before t;
  t.s->append(errors_at(t.id, 10, {an_error("req-1")}));
  t.s->append(builds_at(t.id, 10, {a_build("b1", "failed")}));
  t.keep(fraud + "/errors",
         R"({"request_id":"req-1","username":"acme","algoname":"fraud","error":"other"})");
  t.keep(fraud + "/builds/b1", R"({"build_id":"b1","status":"failed","commit_sha":"other"})");
  t.keep(fraud + "/errors", R"({"request_id":"req-2"})", 100, "conflict: error record req-2");
  const auto all = t.requeue();
  CHECK(all.conflicts == 3);
  CHECK(all.moved == 0);
  CHECK(t.left() == "3");
  CHECK(t.s.row("SELECT count(*) FROM errors") == "1");
}

TEST_CASE("a body that was cut at its bound is counted as such and stays") {
  refused_before t;
  const auto record = R"([{"request_id":"req-1","error":")" + std::string(70'000, 'x') + R"("}])";
  t.keep(fraud + "/errors", record.substr(0, quarantined_bytes), 100, "before", record);
  t.keep(fraud + "/builds/b1/logs", R"({"logs":")" + std::string(quarantined_bytes - 9, 'x'), 100,
         "before", record + "2");
  const auto all = t.requeue();
  CHECK(all.cut == 2);
  CHECK(all.not_understood == 0);
  CHECK(t.left() == "2");
}

TEST_CASE("what no parser knows stays") {
  refused_before t;
  t.keep(fraud + "/errors", "<html>");
  t.keep(fraud + "/errors", "");
  t.keep(fraud + "/errors", "[]");
  t.keep(fraud + "/builds?limit=50", R"({"marker":null,"results":[]})");
  t.keep(fraud + "/builds?limit=50", R"({"marker":null,"results":{}})");
  t.keep(fraud + "/builds/b9/logs", R"({"logs":"of a build that is not stored"})");
  t.keep("/v2/something/else", R"([{"request_id":"req-1"}])");
  t.keep(fraud + "/versions?limit=1", "[");
  t.s.handle().exec("UPDATE quarantine SET body = NULL WHERE quarantine_id = 8");
  const auto all = t.requeue();
  CHECK(all.not_understood == 8);
  CHECK(all.reasons.size() == 5);
  CHECK(t.left() == "8");
}

TEST_CASE("an older answer adds to a build that is stored, and takes nothing back") {
  refused_before t;
  auto ended = a_build("b1", "succeeded");
  ended.commit_sha.reset();
  t.s->append(builds_at(t.id, 200, {ended, a_build("b2", "in-progress")}));
  t.keep(fraud + "/builds/b1", R"({"build_id":"b1","status":"in-progress","commit_sha":"c1"})");
  t.keep(fraud + "/builds/b2", R"({"build_id":"b2","status":"failed"})");
  CHECK(t.requeue().moved == 2);
  CHECK(t.s.rows("SELECT build_id, status, commit_sha, updated_at FROM builds") ==
        strings{"b1|succeeded|c1|200", "b2|in-progress|c0ffee|200"});
  // A younger one has the last word on a build that had not ended.
  t.keep(fraud + "/builds/b2", R"({"build_id":"b2","status":"failed"})", 300);
  CHECK(t.requeue().moved == 1);
  CHECK(t.s.rows("SELECT status, observed_at FROM build_transitions WHERE build_id = 'b2'") ==
        strings{"in-progress|200", "failed|300"});
}

TEST_CASE("an older answer adds to a version that is stored, and takes nothing back") {
  refused_before t;
  auto version = a_version("h1");
  version.release_notes = "new notes";
  t.s->append(versions_at(t.id, 200, {version}));
  t.keep(fraud + "/versions/h1",
         R"({"version_info":{"git_hash":"h1","release_notes":"old","semantic_version":"1.0.0"}})");
  CHECK(t.requeue().moved == 1);
  CHECK(t.s.row("SELECT release_notes, semantic_version, updated_at FROM versions") ==
        "new notes|1.0.0|200");
}

TEST_CASE("an input that was kept as it came is stored as the setting says now") {
  const auto how = GENERATE(input_privacy::store, input_privacy::digest, input_privacy::drop);
  refused_before t;
  t.keep(fraud + "/errors", an_input(R"("card 1")"));
  CHECK(t.requeue(how).moved == 1);
  const auto stored = t.s.row("SELECT input FROM errors");
  if (how == input_privacy::store) CHECK(stored == "card 1");
  if (how == input_privacy::digest) CHECK(stored == card_digest);
  if (how == input_privacy::drop) CHECK(stored == "NULL");
}

TEST_CASE("an input that was digested is not digested again") {
  const auto how = GENERATE(input_privacy::store, input_privacy::digest);
  refused_before t;
  t.keep(fraud + "/errors", an_input("\"" + card_digest + "\""), 100, "before",
         an_input(R"("card 1")"));
  CHECK(t.requeue(how).moved == 1);
  CHECK(t.s.row("SELECT input FROM errors") == card_digest);
}

TEST_CASE("a digested or dropped input is no conflict with the input itself") {
  const auto kept = GENERATE(std::string("null"), "\"" + card_digest + "\"");
  refused_before t;
  t.keep(fraud + "/errors", an_input(R"("card 1")"));
  REQUIRE(t.requeue().moved == 1);
  t.keep(fraud + "/errors", an_input(kept), 100, "before", an_input(R"("card 1")"));
  CHECK(t.requeue().stored_before == 1);
  CHECK(t.s.row("SELECT input FROM errors") == "card 1");
}

TEST_CASE("a dry run tells the same and changes nothing") {
  refused_before t;
  t.keep(fraud + "/errors", R"([{"request_id":"req-1"}])");
  t.keep(fraud + "/errors", R"({"request_id":"req-1"})");
  t.keep(fraud + "/errors", "<html>");
  for (const bool dry : {true, true, false}) {
    const auto all = t.requeue(input_privacy::store, dry);
    CHECK(all.moved == 2);
    CHECK(all.stored == 1);
    CHECK(all.stored_before == 1);
    CHECK(all.not_understood == 1);
    CHECK(t.left() == (dry ? "3" : "1"));
    CHECK(t.s.row("SELECT count(*) FROM errors") == (dry ? "0" : "1"));
  }
}

TEST_CASE("records of one execution that were refused are moved, each to a row of its own, once") {
  refused_before t;
  t.s->append(errors_at(t.id, 10, {an_error("req-1", 1000)}));
  const std::string names = R"({"request_id":"req-1","username":"acme","algoname":"fraud",)";
  t.keep(fraud + "/errors", names + R"("created_at":2000,"error":"second"})");
  t.keep(fraud + "/errors", "[" + names + R"("created_at":3000,"error":"third"},)" + names +
                                R"("created_at":3000,"error":"fourth"}])");
  t.keep(fraud + "/errors", names + R"("created_at":3000,"error":"fourth"})");
  const auto all = t.requeue();
  CHECK(all.moved == 3);
  CHECK(all.stored == 3);
  CHECK(all.stored_before == 1);
  CHECK(t.s.rows("SELECT occurrence, created_at FROM errors ORDER BY 1") ==
        strings{"1|1000", "2|2000", "3|3000", "4|3000"});
  CHECK(t.left() == "0");
}

TEST_CASE("what was refused on the first poll is history when it is moved") {
  refused_before t;
  t.s->append(errors_at(t.id, 7'200'000, {}));
  t.keep(fraud + "/errors", R"({"request_id":"req-1","created_at":3600000})", 7'200'000);
  t.keep(fraud + "/errors", R"({"request_id":"req-2","created_at":7200000})", 7'200'000);
  CHECK(t.requeue().moved == 2);
  CHECK(t.s.rows("SELECT request_id, backfilled FROM errors") == strings{"req-1|1", "req-2|0"});
}

TEST_CASE("a record that was refused for want of a name makes one row, polled again or moved") {
  refused_before t(with_uuid(uuid));
  const std::string record = R"({"request_id":"req-1","created_at":5})";
  t.keep(by_uuid + "/errors", record);
  t.s->identify(t.id, {"acme", "fraud", uuid}, 7);
  error_record polled;
  polled.request_id = "req-1";
  polled.created_at = 5;
  polled.username = "acme";
  polled.algoname = "fraud";
  polled.nameless = true;
  CHECK(t.s->append(errors_at(t.id, 10, {polled})).added == 1);
  t.s->identify(t.id, {"acme", "renamed", uuid}, 20);
  CHECK(t.requeue().stored_before == 1);
  CHECK(t.s.row("SELECT count(*) FROM errors") == "1");
}
