#include "status/stored_status.hpp"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <cmath>

#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t noon = 1'700'000'000'000;

struct polled {
  scratch_store s;
  std::int64_t id = s->watch("prod", named("acme", "fraud"), noon).algorithm_id;

  void succeed(std::int64_t at, std::vector<error_record> records = {}) {
    s->append(errors_at(id, at, std::move(records)));
  }
  void fail(std::int64_t at, errc code, const std::string& detail = {}) {
    s->append(failure_at(id, at, collection::errors, code, detail));
  }
  status read(std::int64_t now = noon) {
    auto reader = open_read_only(s.file());
    return read_stored_status(reader, now);
  }
  target_status only_target() {
    const auto found = read().targets;
    REQUIRE(found.size() == 1);
    return found.front();
  }
  void sample(std::int64_t at, std::int64_t bytes, std::int64_t free = 0) {
    SQLite::Statement insert(s.handle(),
                             "INSERT INTO samples (at, database_bytes, free_bytes, wal_bytes,"
                             " polls, failed_polls, new_errors, new_builds, queue_records,"
                             " commit_ms) VALUES (?, ?, ?, 5, 6, 7, 8, 9, 10, 1.5)");
    insert.bind(1, at);
    insert.bind(2, bytes);
    insert.bind(3, free);
    insert.exec();
  }
};

std::vector<error_record> executions(int count) {
  std::vector<error_record> records;
  for (int i = 0; i < count; ++i)
    records.push_back(an_error("new-" + std::to_string(i), noon + 1000 * i));
  return records;
}

}  // namespace

TEST_CASE("reading leaves no transaction open, so that the next reading sees what is new") {
  polled p;
  auto reader = open_read_only(p.s.file());
  read_stored_status(reader, noon);
  CHECK(sqlite3_get_autocommit(reader.getHandle()) == 1);
  p.succeed(noon);
  CHECK(read_stored_status(reader, noon).targets.size() == 1);
}

TEST_CASE("a database nobody has polled into has no targets") {
  polled p;
  const status seen = p.read();
  CHECK(seen.targets.empty());
  CHECK(seen.clusters.empty());
  CHECK_FALSE(seen.live);
  CHECK(seen.at == noon);
  CHECK_FALSE(seen.storage.committed_at.has_value());
}

TEST_CASE("on a machine that is 100 days behind it is no earlier than the newest poll") {
  polled p;
  auto batch = errors_at(p.id, noon, {});
  batch.poll.told = true;
  p.s->append(batch);
  CHECK(p.read(noon - 100 * day).at == noon);
  CHECK(p.read(noon + hour).at == noon + hour);
}

TEST_CASE("a target whose last poll succeeded is ok, whatever failed before") {
  polled p;
  p.fail(noon - 3 * minute, errc::timeout, "slow");
  p.succeed(noon - 2 * minute);
  p.succeed(noon - minute);
  const auto target = p.only_target();
  CHECK(target.cluster == "prod");
  CHECK(target.algorithm == "acme/fraud");
  CHECK(target.what == collection::errors);
  CHECK(target.state == target_state::ok);
  CHECK(target.last_at == noon - minute);
  CHECK(target.succeeded_at == noon - minute);
  CHECK_FALSE(target.failing_since.has_value());
  CHECK(target.outcome == "ok");
  CHECK(target.detail.empty());
  CHECK(target.failures == 0);
}

TEST_CASE("a failing target tells the last success, since when it fails and the last error") {
  polled p;
  p.fail(noon - 9 * minute, errc::timeout);
  p.succeed(noon - 8 * minute);
  p.fail(noon - 7 * minute, errc::timeout, "slow");
  p.fail(noon - 6 * minute, errc::timeout, "slower");
  p.s.reopen();
  p.fail(noon - 5 * minute, errc::connect_failed, "10.0.0.7 port 443: connection refused");
  const auto target = p.only_target();
  CHECK(target.state == target_state::failing);
  CHECK(target.last_at == noon - 5 * minute);
  CHECK(target.succeeded_at == noon - 8 * minute);
  CHECK(target.failing_since == noon - 7 * minute);
  CHECK(target.outcome == "connect_failed");
  CHECK(target.detail == "10.0.0.7 port 443: connection refused");
  CHECK(target.failures == 3);
}

TEST_CASE("a target that never succeeded has been failing since its first poll") {
  polled p;
  p.fail(noon - 3 * minute, errc::unauthorized);
  p.fail(noon - 2 * minute, errc::forbidden);
  const auto target = p.only_target();
  CHECK_FALSE(target.succeeded_at.has_value());
  CHECK_FALSE(target.window_fill.has_value());
  CHECK(target.failing_since == noon - 3 * minute);
  CHECK(target.failures == 2);
}

TEST_CASE("targets come by cluster, algorithm and collection, without those that are means") {
  polled p;
  const auto other = p.s->watch("alpha", named("acme", "z"), noon).algorithm_id;
  p.s->append(versions_at(p.id, noon - 9, {}));
  p.s->append(builds_at(p.id, noon - 8, {}));
  p.succeed(noon - 7);
  p.s->append(failure_at(p.id, noon - 6, collection::algorithm, errc::missing));
  p.s->append(failure_at(p.id, noon - 6, collection::logs, errc::missing));
  p.s->append(failure_at(other, noon - 5, collection::builds, errc::timeout));
  const status seen = p.read();
  REQUIRE(seen.targets.size() == 4);
  CHECK(seen.targets[0].cluster == "alpha");
  CHECK(seen.targets[1].what == collection::errors);
  CHECK(seen.targets[2].what == collection::builds);
  CHECK(seen.targets[3].what == collection::versions);
  REQUIRE(seen.clusters.size() == 2);
  CHECK(seen.clusters[0].name == "alpha");
  CHECK(seen.clusters[0].failing == 1);
  CHECK_FALSE(seen.clusters[0].succeeded_at.has_value());
  CHECK(seen.clusters[1].targets == 3);
  CHECK(seen.clusters[1].failing == 0);
  CHECK(seen.clusters[1].succeeded_at == noon - 7);
  CHECK(seen.storage.committed_at == noon - 5);
}

TEST_CASE("the window's fill is what the last poll that succeeded found new") {
  polled p;
  p.succeed(noon - 9 * minute, {an_error("old")});
  CHECK_FALSE(p.only_target().window_fill.has_value());  // history
  auto records = executions(50);
  records.push_back(an_error("old"));
  p.succeed(noon - 8 * minute, records);
  CHECK(p.only_target().window_fill == 0.25);
  p.fail(noon - 7 * minute, errc::timeout);
  CHECK(p.only_target().window_fill == 0.25);
  p.s.handle().exec("INSERT INTO clusters VALUES ('prod', '', 100)");
  CHECK(p.only_target().window_fill == 0.5);
  p.s->append_unchanged({p.id, "/v1/x", noon - 6 * minute}, collection::errors, 51);
  CHECK(p.only_target().window_fill == 0.0);
}

TEST_CASE("an execution with several records fills the window once") {
  polled p;
  p.succeed(noon - 9 * minute);
  auto child = an_error("new-0");
  child.algoname = "child";
  auto records = executions(2);
  records.push_back(child);
  p.succeed(noon - 8 * minute, records);
  CHECK(p.only_target().window_fill == 0.01);
}

TEST_CASE("gaps are counted for their target, for all, and for the last day") {
  polled p;
  p.succeed(noon - 2 * day);
  p.s->append(builds_at(p.id, noon - day, {}));
  p.s.handle().exec(
      "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason) VALUES"
      " (1, 1, 2, " +
      std::to_string(noon - 2 * day) + ", 'outage'), (1, 3, 4, " + std::to_string(noon - hour) +
      ", 'window_overflow')");
  const status seen = p.read();
  REQUIRE(seen.targets.size() == 2);
  CHECK(seen.targets[0].gaps == 2);
  CHECK(seen.targets[0].last_gap_at == noon - hour);
  CHECK(seen.targets[1].gaps == 0);
  CHECK(seen.gaps == 2);
  CHECK(seen.gaps_today == 1);
}

TEST_CASE("the quarantine tells how many rows and of the last one when, where and why") {
  polled p;
  CHECK(p.read().quarantine.rows == 0);
  auto batch = errors_at(p.id, noon - hour, {});
  batch.refused = {{"request_id: missing", "{}"}, {"not an object", "[]"}};
  p.s->append(batch);
  const auto seen = p.read().quarantine;
  CHECK(seen.rows == 2);
  CHECK(seen.last_at == noon - hour);
  CHECK(seen.last_reason == "not an object");
  CHECK(seen.last_cluster == "prod");
  CHECK(seen.last_algorithm == "acme/fraud");
}

TEST_CASE("the storage tells its file, its sizes and the disk") {
  polled p;
  p.succeed(noon - hour, executions(20));
  const auto seen = p.read().storage;
  CHECK(seen.path == p.s.file().string());
  CHECK(seen.database_bytes > 0);
  CHECK(seen.wal_bytes ==
        static_cast<std::int64_t>(std::filesystem::file_size(p.s.file().string() + "-wal")));
  CHECK(seen.wal_bytes > 0);
  CHECK(seen.disk_total_bytes > 0);
  CHECK(seen.disk_free_bytes <= seen.disk_total_bytes);
  CHECK_FALSE(seen.growth_per_day.has_value());
  CHECK_FALSE(seen.days_left.has_value());
}

TEST_CASE("the database's growth is that of its pages in use, and says how long the disk lasts") {
  polled p;
  for (int i = 0; i <= 48; ++i) {
    // A megabyte an hour, while the file itself grew once.
    p.sample(noon - (48 - i) * hour, 100'000'000, 50'000'000 - i * 1'000'000);
  }
  const auto seen = p.read().storage;
  REQUIRE(seen.growth_per_day.has_value());
  CHECK(std::abs(*seen.growth_per_day - 24'000'000) < 1);
  REQUIRE(seen.days_left.has_value());
  const auto room = static_cast<double>(seen.disk_free_bytes + seen.free_bytes);
  CHECK(std::abs(*seen.days_left * 24'000'000 / room - 1) < 1e-6);
}

TEST_CASE("a database that shrinks or was watched for less than an hour fills no disk") {
  polled p;
  p.sample(noon - 50 * minute, 1'000'000);
  p.sample(noon, 9'000'000);
  CHECK_FALSE(p.read().storage.growth_per_day.has_value());
  p.sample(noon - 8 * day, 1'000'000);    // too old
  p.sample(noon + 8 * day, 900'000'000);  // of a clock that was wrong
  CHECK_FALSE(p.read().storage.growth_per_day.has_value());
  p.sample(noon - 2 * day, 50'000'000);
  const auto seen = p.read().storage;
  REQUIRE(seen.growth_per_day.has_value());
  CHECK(*seen.growth_per_day < 0);
  CHECK_FALSE(seen.days_left.has_value());
}

TEST_CASE("the samples are those of the last day, oldest first") {
  polled p;
  p.sample(noon - hour, 3);
  p.sample(noon - 2 * hour, 2);
  p.sample(noon - 25 * hour, 1);
  p.sample(noon + hour, 4);
  const auto seen = p.read().samples;
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].at == noon - 2 * hour);
  CHECK(seen[0].database_bytes == 2);
  CHECK(seen[0].wal_bytes == 5);
  CHECK(seen[0].new_builds == 9);
  CHECK(seen[0].commit_ms == 1.5);
  CHECK(seen[1].database_bytes == 3);
}

TEST_CASE("a target that failed in more runs than are counted still tells its last success") {
  polled p;
  p.succeed(noon - 2 * day);
  p.s.handle().exec(
      "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
      " INSERT INTO polls (algorithm_id, collection, outcome, first_at, last_at, polls, records,"
      " new_records) SELECT 1, 'errors', iif(i % 2, 'timeout', 'server_error'), " +
      std::to_string(noon - day) + " + i, " + std::to_string(noon - day) + " + i, 1, 0, 0 FROM n");
  const auto target = p.only_target();
  CHECK(target.succeeded_at == noon - 2 * day);
  CHECK(target.failing_since == noon - day + 1);
  CHECK(target.failures == 1000);
  CHECK(target.last_at == noon - day + 3000);
}
