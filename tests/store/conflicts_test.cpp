#include <string>

#include "catch.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

constexpr std::int64_t hour = 3'600'000;

std::vector<error_record> window_of(std::size_t size) {
  std::vector<error_record> records;
  for (std::size_t i = 0; i < size; ++i) records.push_back(an_error("req-" + std::to_string(i)));
  return records;
}

}  // namespace

TEST_CASE("a field that the API adds completes the records that are known") {
  watched_store t;
  auto records = window_of(200);
  records[0].extra = R"({"region":"eu"})";
  t.poll(10, records);
  for (auto& record : records) record.extra = R"({"zone":"b"})";
  const auto gained = t.poll(20, records);
  CHECK(gained.updated == 200);
  CHECK(gained.conflicts == 0);
  CHECK(gained.quarantined == 0);
  CHECK(t.poll(30, records).unchanged == 200);
  CHECK(t.quarantined() == "0");
  CHECK(t.s.rows("SELECT extra, count(*) FROM errors GROUP BY extra ORDER BY 2") ==
        strings{R"({"region":"eu","zone":"b"}|1)", R"({"zone":"b"}|199)"});
}

TEST_CASE("a field inside a field completes it too, and null is as good as none") {
  watched_store t;
  auto record = an_error("req-1");
  record.extra = R"({"took":{"queue":1,"run":null},"zone":null})";
  t.poll(10, {record});
  record.extra = R"({"took":{"run":2},"zone":"b"})";
  CHECK(t.poll(20, {record}).updated == 1);
  CHECK(t.s.row("SELECT extra FROM errors") == R"({"took":{"queue":1,"run":2},"zone":"b"})");
  record.extra = R"({"took":{"run":3}})";
  CHECK(t.poll(30, {record}).conflicts == 1);
  record.extra = R"({"took":3})";
  CHECK(t.poll(40, {record}).conflicts == 1);
  CHECK(t.s.row("SELECT differed FROM errors") == "extra");
  CHECK(t.quarantined() == "1");
}

TEST_CASE("a documented field that comes later completes the row, and what hooks read of it") {
  watched_store t;
  error_record bare;
  bare.request_id = "req-1";
  bare.username = "acme";
  bare.algoname = "fraud";
  t.poll(10, {bare});
  auto whole = an_error("req-1", 5);
  whole.worker = "w";
  whole.input = "in";
  CHECK(t.poll(20, {whole}).updated == 1);
  CHECK(t.s.row("SELECT created_at, error_type, worker, input FROM errors") ==
        "5|AlgorithmError|w|in");
  CHECK(t.s.rows("SELECT seq, created_at, error_type, message FROM newest_errors") ==
        strings{"1|5|AlgorithmError|something broke"});
  CHECK(t.poll(30, {whole}).unchanged == 1);
}

TEST_CASE("a field that disappears is no conflict") {
  watched_store t;
  auto record = an_error("req-1");
  record.worker = "w";
  record.extra = R"({"zone":"b"})";
  t.poll(10, {record});
  record.worker.reset();
  record.extra.reset();
  record.created_at.reset();
  CHECK(t.poll(20, {record}).unchanged == 1);
  CHECK(t.s.row("SELECT created_at, worker, extra FROM errors") == R"(1000|w|{"zone":"b"})");
}

TEST_CASE("conflicts make room before the one record that was refused") {
  watched_store t;
  auto records = window_of(1'500);
  auto batch = errors_at(t.id, 10, records);
  batch.refused.push_back({"request_id: absent or empty", R"({"error":"of no execution"})"});
  CHECK(t.s->append(batch).quarantined == 1);
  for (auto& record : records) record.worker = "a";
  t.poll(20, records);
  for (auto& record : records) record.worker = "b";
  CHECK(t.poll(30, records).quarantined == 1'500);
  CHECK(t.quarantined() == "1000");
  CHECK(t.s.row("SELECT count(*), min(quarantine_id) FROM quarantine"
                " WHERE reason NOT LIKE 'conflict: %'") == "1|1");
}

TEST_CASE("a body that comes again every hour makes room for itself, and is news once") {
  watched_store t;
  const auto refuse = [&](std::int64_t at, const std::string& body) {
    auto batch = errors_at(t.id, at, {});
    batch.refused.push_back({"not JSON", body});
    return t.s->append(batch);
  };
  t.s.handle().exec("BEGIN");
  for (int i = 0; i < 999; ++i) refuse(10, "other " + std::to_string(i));
  CHECK(refuse(10, "again").quarantined == 1);
  for (int i = 1; i < 50; ++i) {
    const auto result = refuse(10 + i * hour, "again");
    CHECK(result.refused == 1);
    CHECK(result.quarantined == 0);
  }
  t.s.handle().exec("COMMIT");
  CHECK(t.quarantined() == "1000");
  CHECK(t.s.row("SELECT count(*) FROM quarantine WHERE CAST(body AS TEXT) LIKE 'other %'") ==
        "999");
}

TEST_CASE("a build that comes with another commit is told once, and a walk may end at it") {
  watched_store t;
  t.s->append(builds_at(t.id, 10, {a_build("b-1", "succeeded")}));
  auto other = a_build("b-1", "succeeded");
  other.commit_sha = "c0ffee2";
  CHECK(t.s->append(builds_at(t.id, 20, {other})).quarantined == 1);
  other.commit_sha = "c0ffee3";
  const auto again = t.s->append(builds_at(t.id, 20 + 2 * hour, {other}));
  CHECK(again.conflicts == 1);
  CHECK(again.quarantined == 0);
  CHECK(again.only_finished_known);
  CHECK(t.quarantined() == "1");
}

TEST_CASE("two routes that tell different fields of a build or a version do not undo each other") {
  watched_store t;
  auto build = a_build("b-1", "succeeded");
  auto version = a_version("h1");
  const auto store = [&](std::int64_t at, const std::string& extra) {
    build.extra = extra;
    version.extra = extra;
    return t.s->append(builds_at(t.id, at, {build})).updated +
           t.s->append(versions_at(t.id, at, {version})).updated;
  };
  store(10, R"({"list":1})");
  CHECK(store(20, R"({"single":2})") == 2);
  CHECK(store(30, R"({"list":1})") == 0);
  CHECK(store(40, R"({"single":2})") == 0);
  CHECK(store(50, R"({"list":3})") == 2);
  for (const char* table : {"builds", "versions"}) {
    CHECK(t.s.row(std::string("SELECT extra FROM ") + table) == R"({"list":3,"single":2})");
  }
}
