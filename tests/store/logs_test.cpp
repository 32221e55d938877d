#include "catch.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::string_literals;

namespace {

struct one_build : watched_store {
  append_result seen = s->append(builds_at(id, 100, {a_build("b-1", "failed")}));

  void fetch(std::int64_t at, const std::string& text, const std::string& source = "builds") {
    fetched_log log;
    log.poll = {id, "/v1/algorithms/acme/fraud/builds/b-1/logs", at};
    log.build_id = "b-1";
    log.log = text;
    log.source = source;
    s->append(log);
  }
};

}  // namespace

TEST_CASE(
    "the log of a build that ended is due at once, however far the clock was set back since") {
  one_build t;
  const auto due = t.s->pending_logs(t.id, 1, 9);
  REQUIRE(due.size() == 1);
  CHECK(due[0].build_id == "b-1");
  CHECK_FALSE(due[0].version_hash.has_value());
  CHECK(due[0].attempts == 0);
}

TEST_CASE("the log of a build that ended while it was watched is due at once as well") {
  one_build t;
  t.s->append(builds_at(t.id, 200, {a_build("b-2", "in-progress")}));
  t.s->append(builds_at(t.id, 300, {a_build("b-2", "succeeded")}));
  CHECK(t.s->pending_logs(t.id, 1, 9).size() == 2);
}

TEST_CASE("a pending log names the version made of its build") {
  one_build t;
  auto version = a_version("hash-1");
  version.build_id = "b-1";
  t.s->append(versions_at(t.id, 110, {version}));
  CHECK(t.s->pending_logs(t.id, 200, 9).at(0).version_hash == "hash-1");
}

TEST_CASE("a version that names no build is known by the commit it was made of") {
  one_build t;
  t.s->append(versions_at(t.id, 110, {a_version("c0ffee")}));
  CHECK(t.s->pending_logs(t.id, 200, 9).at(0).version_hash == "c0ffee");
}

TEST_CASE("a commit that was built twice does not tell which build a version was made of") {
  one_build t;
  t.s->append(versions_at(t.id, 110, {a_version("c0ffee")}));
  t.s->append(builds_at(t.id, 120, {a_build("b-2", "succeeded")}));
  const auto due = t.s->pending_logs(t.id, 200, 9);
  REQUIRE(due.size() == 2);
  CHECK_FALSE(due[0].version_hash.has_value());
  CHECK_FALSE(due[1].version_hash.has_value());
}

TEST_CASE("a published build whose version is not stored is asked for by its commit") {
  one_build t;
  auto published = a_build("b-1", "succeeded");
  published.semantic_version = "1.0.0";
  t.s->append(builds_at(t.id, 110, {published}));
  CHECK(t.s->pending_logs(t.id, 200, 9).at(0).version_hash == "c0ffee");
}

TEST_CASE("two published builds of one commit are not asked for by it") {
  one_build t;
  auto first = a_build("b-1", "succeeded");
  first.semantic_version = "1.0.0";
  auto second = a_build("b-2", "succeeded");
  second.semantic_version = "1.0.1";
  t.s->append(builds_at(t.id, 110, {first, second}));
  for (const auto& due : t.s->pending_logs(t.id, 200, 9)) CHECK_FALSE(due.version_hash.has_value());
}

TEST_CASE("pending logs come oldest build first") {
  one_build t;
  auto older = a_build("b-0", "succeeded");
  older.finished_at = 8000;
  t.s->append(builds_at(t.id, 110, {older, a_build("b-2", "in-progress")}));
  const auto due = t.s->pending_logs(t.id, 200, 9);
  REQUIRE(due.size() == 2);
  CHECK(due[0].build_id == "b-0");
  CHECK(t.s->pending_logs(t.id, 200, 1).size() == 1);
}

TEST_CASE("a fetched log is stored once, the first one") {
  one_build t;
  const auto text = "step 1\0\n\u2713 done"s;
  t.fetch(200, text);
  t.fetch(300, "another", "versions");
  CHECK(t.s.row("SELECT log FROM build_logs") == text);
  CHECK(t.s.row("SELECT cluster, build_id, source, fetched_at FROM build_logs") ==
        "prod|b-1|builds|200");
  CHECK(t.s.row("SELECT log_state FROM builds") == "stored");
  CHECK(t.s->pending_logs(t.id, 1'000'000, 9).empty());
  CHECK(t.s.row("SELECT outcome, polls, records, new_records FROM polls"
                " WHERE collection = 'logs'") == "ok|2|2|1");
}

TEST_CASE("a log that is not there yet is asked for later, and in the end no more") {
  one_build t;
  t.s->log_missed(t.id, "b-1", 500);
  CHECK(t.s->pending_logs(t.id, 499, 9).empty());
  CHECK(t.s->pending_logs(t.id, 500, 9).at(0).attempts == 1);
  t.s->log_missed(t.id, "b-1", std::nullopt);
  CHECK(t.s->pending_logs(t.id, 1'000'000, 9).empty());
  CHECK(t.s.row("SELECT log_state, log_attempts FROM builds") == "unavailable|2");
  t.s->append(builds_at(t.id, 600, {a_build("b-1", "failed")}));
  CHECK(t.s.row("SELECT log_state FROM builds") == "unavailable");
}

TEST_CASE("a log that came after all is stored") {
  one_build t;
  t.s->log_missed(t.id, "b-1", std::nullopt);
  t.fetch(900, "late");
  CHECK(t.s.row("SELECT log_state FROM builds") == "stored");
}

TEST_CASE("a changed build keeps the state of its log") {
  one_build t;
  t.fetch(200, "log");
  auto published = a_build("b-1", "failed");
  published.semantic_version = "1.0.0";
  t.s->append(builds_at(t.id, 300, {published}));
  CHECK(t.s.row("SELECT log_state FROM builds") == "stored");
  t.s->build_vanished(t.id, "b-1", 400);
  CHECK(t.s.row("SELECT log_state FROM builds") == "stored");
}

TEST_CASE("the log of an unknown build is refused") {
  one_build t;
  fetched_log log;
  log.poll = {t.id, "/v1/x", 1};
  log.build_id = "b-unknown";
  log.source = "builds";
  CHECK_THROWS_WITH(t.s->append(log), ContainsSubstring("FOREIGN KEY"));
}

TEST_CASE("a log whose next try was planned by a clock far ahead is due") {
  one_build t;
  const std::int64_t ten_years = 3650LL * 24 * 3600 * 1000;
  t.s->log_missed(t.id, "b-1", ten_years);
  CHECK(t.s->pending_logs(t.id, 1000, 9).size() == 1);
  t.s->log_missed(t.id, "b-1", 2000);
  CHECK(t.s->pending_logs(t.id, 1000, 9).empty());
}
