#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

constexpr std::int64_t noon = 1'700'000'000'123;  // 2023-11-14T22:13:20.123Z

struct filled {
  scratch_store s;
  std::int64_t id = s->watch("prod", named("acme", "fraud"), noon).algorithm_id;

  filled() {
    auto batch = errors_at(id, noon + 1, {an_error("req-1", noon)});
    batch.refused.push_back({"strange", "body"});
    s->append(batch);
    auto build = a_build("b-1", "succeeded");
    build.started_at = noon;
    build.finished_at = noon + 1500;
    s->append(builds_at(id, noon + 2000, {build}));
    fetched_log log;
    log.poll = {id, "/v1/x", noon + 3000};
    log.build_id = "b-1";
    log.log = "\u00fcber";
    log.source = "builds";
    s->append(log);
    s->append(versions_at(id, noon, {a_version("hash-1")}));
    s.handle().exec(
        "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason)"
        " VALUES (1, 0, 999, 1000, 'outage')");
  }
};

}  // namespace

TEST_CASE("views show instants as ISO 8601 with milliseconds") {
  filled f;
  auto& s = f.s;
  CHECK(s.row("SELECT created_at, observed_at, algorithm FROM v_errors") ==
        "2023-11-14T22:13:20.123Z|2023-11-14T22:13:20.124Z|acme/fraud");
  CHECK(s.row("SELECT created_at, algorithm, message FROM v_newest_errors") ==
        "2023-11-14T22:13:20.123Z|acme/fraud|something broke");
  CHECK(s.row("SELECT owner, name, started_at, finished_at, duration_seconds, log_state, log_bytes"
              " FROM v_builds") ==
        "acme|fraud|2023-11-14T22:13:20.123Z|2023-11-14T22:13:21.623Z|1.5|stored|5");
  CHECK(s.row("SELECT status, observed_at FROM v_build_transitions") ==
        "succeeded|2023-11-14T22:13:22.123Z");
  CHECK(s.row("SELECT algorithm, log, fetched_at FROM v_build_logs") ==
        "acme/fraud|\u00fcber|2023-11-14T22:13:23.123Z");
  CHECK(s.row("SELECT cluster, algorithm, git_hash, first_seen_at FROM v_versions") ==
        "prod|acme/fraud|hash-1|2023-11-14T22:13:20.123Z");
  CHECK(s.row("SELECT first_at FROM v_polls WHERE collection = 'errors'") ==
        "2023-11-14T22:13:20.124Z");
  CHECK(s.row("SELECT from_at, to_at, detected_at FROM v_gaps") ==
        "1970-01-01T00:00:00.000Z|1970-01-01T00:00:00.999Z|1970-01-01T00:00:01.000Z");
  CHECK(s.row("SELECT received_at, algorithm, body FROM v_quarantine") ==
        "2023-11-14T22:13:20.124Z|acme/fraud|body");
  CHECK(s.row("SELECT algorithm, first_seen_at FROM v_algorithms") ==
        "acme/fraud|2023-11-14T22:13:20.123Z");
}

TEST_CASE("views show an absent instant as NULL") {
  scratch_store s;
  const auto id = s->watch("prod", with_uuid("u-1"), 1).algorithm_id;
  auto record = an_error("req-1");
  record.created_at.reset();
  s->append(errors_at(id, 10, {record}));
  s->append(builds_at(id, 10, {a_build("b-1", "in-progress")}));
  CHECK(s.row("SELECT created_at, algorithm FROM v_errors") == "NULL|u-1");
  CHECK(s.row("SELECT finished_at, duration_seconds, log_bytes FROM v_builds") == "NULL|NULL|NULL");
}

TEST_CASE("no millisecond is lost to rounding in a view") {
  scratch_store s;
  CHECK(s.row("WITH RECURSIVE t(ms) AS (SELECT 1700000000000 UNION ALL SELECT ms + 1 FROM t LIMIT"
              " 5000) SELECT count(*) FROM t WHERE"
              " substr(strftime('%Y-%m-%dT%H:%M:%fZ', ms / 1000.0, 'unixepoch'), -4, 3)"
              " <> printf('%03d', ms % 1000)") == "0");
}

TEST_CASE("every table is STRICT and the schema passes SQLite's own checks") {
  filled f;
  CHECK(f.s.rows("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                 " AND name NOT LIKE 'sqlite_%' AND strict = 0")
            .empty());
  CHECK(f.s.row("PRAGMA integrity_check") == "ok");
  CHECK(f.s.rows("PRAGMA foreign_key_check").empty());
}

TEST_CASE("the questions of the daemon and of hooks are answered by an index") {
  scratch_store s;
  for (const std::string sql :
       {"SELECT * FROM errors WHERE cluster = 'c' AND request_id = 'r' AND username = 'u'"
        " AND algoname = 'a'",
        "SELECT * FROM newest_errors WHERE seq > 5 ORDER BY seq",
        "SELECT * FROM errors WHERE algorithm_id = 1 AND created_at > 5",
        "SELECT * FROM errors WHERE created_at > 5",
        "SELECT * FROM builds WHERE algorithm_id = 1 ORDER BY started_at DESC LIMIT 5",
        "SELECT * FROM builds WHERE algorithm_id = 1 AND log_state = 'waiting' AND looked_at < 5",
        "SELECT * FROM builds WHERE algorithm_id = 1 AND log_state = 'pending' AND log_next_at < 5",
        "SELECT * FROM polls WHERE algorithm_id = 1 AND collection = 'errors' AND outcome = 'ok'",
        "SELECT * FROM versions WHERE build_id = 'b'"}) {
    CAPTURE(sql);
    for (const auto& step : s.rows("EXPLAIN QUERY PLAN " + sql)) {
      CHECK_THAT(step, !ContainsSubstring("SCAN"));
      CHECK_THAT(step, !ContainsSubstring("TEMP B-TREE"));
    }
  }
}
