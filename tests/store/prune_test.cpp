#include "store/prune.hpp"

#include <SQLiteCpp/Transaction.h>

#include "catch.hpp"
#include "store/prunable_rows.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

constexpr std::int64_t day = 24LL * 3600 * 1000;
constexpr std::int64_t now = 1000 * day;

retention_config keeping(std::int64_t errors_days, std::int64_t logs_days = 0) {
  retention_config settings;
  settings.errors = std::chrono::hours(24 * errors_days);
  settings.build_logs = std::chrono::hours(24 * logs_days);
  return settings;
}

/// A store whose hooks see but the newest error of an algorithm.
struct pruned_store : watched_store {
  pruned_store() : watched_store({1, input_privacy::store, {}}) {}

  /// Every step of `settings`, as the daemon does it; how many rows went.
  std::size_t prune(const retention_config& settings, std::int64_t at = now) {
    std::size_t rows = 0;
    for (auto step : prune_steps(settings, "prod", at)) {
      prune_result done;
      do {
        SQLite::Transaction own(s.handle());
        done = s->prune(step);
        own.commit();
        for (const auto& one : done.deleted) rows += one.rows;
      } while (go_on(step, done));
    }
    return rows;
  }
  strings requests() { return s.rows("SELECT request_id FROM errors ORDER BY request_id"); }
};

}  // namespace

TEST_CASE("nothing is pruned where everything is kept for ever") {
  CHECK(prune_steps({}, "prod", now).empty());
  CHECK(prune_steps(keeping(90), "prod", now).size() == 1);
  CHECK(prune_steps(keeping(90, 90), "prod", now).size() == 2);
}

TEST_CASE("pages are given back until none is left, or none goes any more") {
  CHECK(gets_smaller(0, 500));
  CHECK(gets_smaller(500, 244));
  CHECK_FALSE(gets_smaller(244, 0));
  CHECK_FALSE(gets_smaller(0, 0));
  CHECK_FALSE(gets_smaller(244, 244));
}

TEST_CASE("errors are kept for 8 days whatever the setting") {
  CHECK(prune_steps(keeping(1), "prod", now).at(0).before == now - 8 * day);
  CHECK(prune_steps(keeping(9), "prod", now).at(0).before == now - 9 * day);
}

TEST_CASE("an error goes by when it was observed, and its neighbours stay") {
  pruned_store t;
  t.poll(now - 100 * day, {an_error("r1", now - 100 * day)});
  t.poll(now - 91 * day, {an_error("r2", now - 91 * day)});
  t.poll(now - 89 * day, {an_error("r3", now - 89 * day)});
  t.poll(now, {an_error("r4", now)});
  CHECK(t.prune(keeping(90)) == 2);
  CHECK(t.requests() == strings{"r3", "r4"});
  CHECK(t.prune(keeping(90)) == 0);
}

TEST_CASE("an error that its route shows still is not pruned, however old") {
  pruned_store t;
  t.poll(now - 100 * day, {an_error("r1", now - 102 * day), an_error("r2", now - 101 * day)});
  t.poll(now, {an_error("r2", now - 101 * day), an_error("r3", now)});
  CHECK(t.prune(keeping(90)) == 1);
  CHECK(t.requests() == strings{"r2", "r3"});
  t.poll(now, {an_error("r3", now)});
  CHECK(t.prune(keeping(90)) == 1);
}

TEST_CASE("an error without a time stays as long as the route shows such ones only") {
  pruned_store t;
  auto timeless = an_error("r1");
  timeless.created_at.reset();
  auto newer = an_error("r2");
  newer.created_at.reset();
  t.poll(now - 100 * day, {timeless});
  t.poll(now, {timeless, newer});
  CHECK(t.prune(keeping(90)) == 0);
  t.poll(now, {an_error("r3", now)});
  CHECK(t.prune(keeping(90)) == 1);
  CHECK(t.requests() == strings{"r2", "r3"});
}

TEST_CASE("an error that another route shows as well stays for its sake") {
  pruned_store t;
  const auto caller = t.s->watch("prod", named("acme", "caller"), 1).algorithm_id;
  const auto shared = an_error("r1", now - 100 * day);
  t.poll(now - 100 * day, {shared});
  t.s->append(errors_at(caller, now, {shared}));
  t.poll(now, {an_error("r2", now)});
  CHECK(t.prune(keeping(90)) == 0);
  t.s->append(errors_at(caller, now, {an_error("r3", now)}));
  CHECK(t.prune(keeping(90)) == 1);
  CHECK(t.s.row("SELECT count(*) FROM error_sightings") == "0");
}

TEST_CASE("an error that hooks read is not pruned") {
  pruned_store t;
  t.poll(now - 100 * day, {an_error("r1", now - 101 * day), an_error("r2", now - 100 * day)});
  t.poll(now, {});
  CHECK(t.prune(keeping(90)) == 1);
  CHECK(t.requests() == strings{"r2"});
  CHECK(t.s.row("SELECT request_id FROM newest_errors") == "r2");
}

TEST_CASE("seq goes on after everything but the newest was pruned, and after that too") {
  pruned_store t;
  t.poll(now - 100 * day, {an_error("r1", 1), an_error("r2", 2), an_error("r3", 3)});
  t.poll(now, {});
  t.prune(keeping(90));
  t.s.handle().exec("DELETE FROM errors");
  t.poll(now, {an_error("r4", now)});
  CHECK(t.s.row("SELECT seq FROM errors") == "4");
}

TEST_CASE(
    "errors that an earlier version observed 100 days behind stay, for they were made today") {
  pruned_store t;
  t.poll(now - 100 * day, {an_error("r1", now - day), an_error("r2", now - 91 * day)});
  t.poll(now, {an_error("r3", now)});
  CHECK(t.prune(keeping(90)) == 1);
  CHECK(t.requests() == strings{"r1", "r3"});
}

TEST_CASE("an error said to be made in the future is as old as its observation") {
  pruned_store t;
  t.poll(now - 100 * day, {an_error("r1", now + 100 * day)});
  t.poll(now - 99 * day, {an_error("r2", now - 99 * day)});
  t.poll(now, {});
  CHECK(t.prune(keeping(90)) == 1);
  CHECK(t.requests() == strings{"r2"});
}

TEST_CASE("rows of another cluster stay, however old") {
  pruned_store t;
  const auto other = t.s->watch("test", named("acme", "fraud"), 1).algorithm_id;
  t.s->append(errors_at(other, now - 100 * day, {an_error("r1", now - 100 * day)}));
  t.s->append(errors_at(other, now, {an_error("r2", now)}));
  t.poll(now - 100 * day, {an_error("r3", now - 100 * day)});
  t.poll(now, {an_error("r4", now)});
  CHECK(t.prune(keeping(90)) == 1);
  CHECK(t.requests() == strings{"r1", "r2", "r4"});
}

TEST_CASE("what a pruned error's route goes on to show is neither new nor a gap") {
  pruned_store t;
  std::vector<error_record> window;
  for (int i = 0; i < 20; ++i) {
    window.push_back(an_error("r" + std::to_string(i), now - (100 - i) * day));
  }
  t.poll(now - 50 * day, window);
  window.erase(window.begin(), window.begin() + 10);
  window.push_back(an_error("new", now));
  t.poll(now, window);
  CHECK(t.prune(keeping(8)) == 10);
  const auto again = t.s->append(errors_at(t.id, now + 1, window));
  CHECK(again.added == 0);
  CHECK(again.unchanged == 11);
  CHECK(t.s.row("SELECT count(*) FROM gaps") == "0");
}

TEST_CASE("a step is small, and the next goes on where it ended") {
  pruned_store t;
  std::vector<error_record> many;
  for (int i = 0; i < 1201; ++i) many.push_back(an_error("r" + std::to_string(i), i));
  t.poll(now - 100 * day, many);
  t.poll(now, {});
  auto step = prune_steps(keeping(90), "prod", now).at(0);
  const auto first = t.s->prune(step);
  REQUIRE(first.next);
  CHECK(first.deleted.at(0).rows == 500);
  step.after = *first.next;
  const auto second = t.s->prune(step);
  REQUIRE(second.next);
  step.after = *second.next;
  const auto last = t.s->prune(step);
  CHECK_FALSE(last.next);
  CHECK(last.deleted.at(0).rows == 200);
  CHECK(t.requests() == strings{"r1200"});
}

TEST_CASE("a step ends early where rows are large") {
  pruned_store t;
  std::vector<error_record> many;
  for (int i = 0; i < 5; ++i) {
    many.push_back(an_error("r" + std::to_string(i), i));
    many.back().input = std::string(3U << 20, 'x');
  }
  t.poll(now - 100 * day, many);
  t.poll(now, {});
  const auto first = t.s->prune(prune_steps(keeping(90), "prod", now).at(0));
  CHECK(first.next);
  CHECK(first.deleted.at(0).rows == 2);
  CHECK(first.deleted.at(0).bytes > 6U << 20);
}

TEST_CASE("a dry run tells what pruning then deletes") {
  pruned_store t;
  t.poll(now - 100 * day, {an_error("r1", now - 100 * day)});
  t.poll(now - 95 * day, {an_error("r2", now - 95 * day)});
  t.poll(now, {an_error("r3", now)});
  const auto told = prunable_rows(t.s.handle(), prune_steps(keeping(90), "prod", now).at(0));
  REQUIRE(told.size() == 1);
  CHECK(told[0].algorithm_id == t.id);
  CHECK(told[0].rows == 2);
  CHECK(told[0].oldest_at == now - 100 * day);
  CHECK(told[0].newest_at == now - 95 * day);
  CHECK(t.requests().size() == 3);
  const auto done = t.s->prune(prune_steps(keeping(90), "prod", now).at(0));
  REQUIRE(done.deleted.size() == 1);
  CHECK(done.deleted[0].rows == told[0].rows);
  CHECK(done.deleted[0].bytes == told[0].bytes);
}

namespace {

struct pruned_log : pruned_store {
  pruned_log() {
    s->append(builds_at(id, now - 100 * day, {a_build("b-1", "failed"), a_build("b-2", "failed")}));
    fetch("b-1", now - 100 * day);
    fetch("b-2", now - 10 * day);
    CHECK(prune(keeping(0, 90)) == 1);
  }
  void fetch(const std::string& build_id, std::int64_t at) {
    fetched_log log;
    log.poll = {id, "/v1/algorithms/acme/fraud/builds/" + build_id + "/logs", at};
    log.build_id = build_id;
    log.log = "log of " + build_id;
    log.source = "builds";
    s->append(log);
  }
  strings states() { return s.rows("SELECT build_id, log_state FROM builds ORDER BY build_id"); }
};

}  // namespace

TEST_CASE("a pruned build log is unavailable, its build stays") {
  pruned_log t;
  CHECK(t.s.rows("SELECT build_id FROM build_logs") == strings{"b-2"});
  CHECK(t.states() == strings{"b-1|unavailable", "b-2|stored"});
}

TEST_CASE(
    "a log that an earlier version fetched 100 days behind stays, for its build ended today") {
  pruned_store t;
  auto today = a_build("b-1", "failed");
  today.finished_at = now - day;
  t.s->append(builds_at(t.id, now - 100 * day, {today, a_build("b-2", "failed")}));
  for (const char* build_id : {"b-1", "b-2"}) {
    fetched_log log;
    log.poll = {t.id, "/v1/algorithms/acme/fraud/builds/b/logs", now - 100 * day};
    log.build_id = build_id;
    log.source = "builds";
    t.s->append(log);
  }
  CHECK(t.prune(keeping(0, 90)) == 1);
  CHECK(t.s.rows("SELECT build_id FROM build_logs") == strings{"b-1"});
}

TEST_CASE("a pruned build log is never asked for again, whatever becomes of its build") {
  pruned_log t;
  t.s->append(builds_at(t.id, now, {a_build("b-1", "failed"), a_build("b-2", "failed")}));
  auto published = a_build("b-1", "failed");
  published.semantic_version = "1.0.0";
  t.s->append(builds_at(t.id, now + 1, {published}));
  auto version = a_version("hash-1");
  version.build_id = "b-1";
  t.s->append(versions_at(t.id, now + 2, {version}));
  t.s->build_vanished(t.id, "b-1", now + 3);
  CHECK(t.states() == strings{"b-1|unavailable", "b-2|stored"});
  CHECK(t.s->pending_logs(t.id, now + 400 * day, 9).empty());
  CHECK(t.s->builds_to_revisit(t.id, now + 400 * day, 9).empty());
}

TEST_CASE("a new database gives the pages back that pruning frees") {
  pruned_store t;
  std::vector<error_record> many;
  for (int i = 0; i < 200; ++i) {
    many.push_back(an_error("r" + std::to_string(i), i));
    many.back().input = std::string(20'000, 'x');
  }
  t.poll(now - 100 * day, many);
  t.poll(now, {});
  const auto size = [&] {
    t.s.handle().execAndGet("PRAGMA wal_checkpoint(TRUNCATE)");
    return std::filesystem::file_size(t.s.file());
  };
  const auto before = size();
  CHECK(t.prune(keeping(90)) == 199);
  CHECK(size() == before);
  SQLite::Transaction own(t.s.handle());
  const auto left = t.s->give_back(100);
  CHECK(left > 0);
  CHECK(t.s->give_back(100) == left - 100);
  while (t.s->give_back(1000) > 0) {
  }
  own.commit();
  CHECK(size() < before / 8);
  CHECK(t.s.row("PRAGMA integrity_check") == "ok");
}
