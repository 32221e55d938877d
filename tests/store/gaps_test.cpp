#include <sqlite3.h>

#include "catch.hpp"
#include "schema/migrations.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t day = 24 * 60 * minute;
constexpr std::int64_t noon = 1'700'000'000'000;

/// `count` executions, a second apart, the last one made at `newest`.
std::vector<error_record> executions(const std::string& prefix, int count, std::int64_t newest) {
  std::vector<error_record> records;
  for (int i = 0; i < count; ++i) {
    records.push_back(an_error(prefix + std::to_string(i), newest - 1000 * (count - 1 - i)));
  }
  return records;
}

struct polled_route : watched_store {
  void poll_unchanged(std::int64_t at) {
    s->append_unchanged({id, "/v1/x", at, at}, collection::errors, 0);
  }
  /// from, to, detected (from noon, in seconds) and reason.
  strings gaps() {
    const std::string noon_text = std::to_string(noon);
    return s.rows("SELECT (from_at - " + noon_text + ") / 1000.0, (to_at - " + noon_text +
                  ") / 1000.0, (detected_at - " + noon_text +
                  ") / 1000.0, reason FROM gaps ORDER BY gap_id");
  }
};

}  // namespace

TEST_CASE(
    "a window that shares nothing with what is stored leaves a gap, in the same transaction") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon - 10'000));
  const auto result = route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  CHECK(result.window.gaps.size() == 1);
  CHECK(route.gaps() == strings{"-70.0|461.0|600.0|window_overflow"});
}

TEST_CASE("a full window that goes on where the last one ended leaves no gap") {
  polled_route route;
  route.poll(noon, executions("a", 200, noon));
  auto next = executions("b", 199, noon + 10 * minute);
  next.push_back(an_error("a100", noon - 99'000));
  CHECK(route.poll(noon + 10 * minute, next).window.gaps.empty());
  CHECK(route.gaps().empty());
}

TEST_CASE("the first window leaves no gap, even when failed polls came before it") {
  polled_route route;
  route.s->append(failure_at(route.id, noon - 9 * day, collection::errors, errc::timeout));
  route.poll(noon, executions("a", 200, noon));
  CHECK(route.gaps().empty());
}

TEST_CASE("a gap is found after a restart as well") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon));
  route.s.reopen();
  route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  CHECK(route.gaps() == strings{"-60.0|461.0|600.0|window_overflow"});
}

TEST_CASE("a poll rolled back leaves neither a gap nor the memory of its window") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon));
  route.s.handle().exec("BEGIN");
  route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  route.s.handle().exec("ROLLBACK");
  CHECK(route.gaps().empty());
  route.poll(noon + 20 * minute, executions("b", 200, noon + 10 * minute));
  CHECK(route.gaps() == strings{"-60.0|461.0|1200.0|window_overflow"});
}

TEST_CASE("eight days without a successful poll leave a gap, however often it was tried") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon));
  for (int i = 1; i < 8; ++i) {
    route.s->append(failure_at(route.id, noon + i * day, collection::errors, errc::timeout));
  }
  route.poll(noon + 8 * day, {});
  CHECK(route.gaps() == strings{"-60.0|86460.0|691200.0|outage"});
}

TEST_CASE("a route that was empty and is empty eight days later leaves a gap") {
  polled_route route;
  route.poll(noon, {});
  route.poll_unchanged(noon + minute);
  route.poll_unchanged(noon + 8 * day);
  CHECK(route.gaps() == strings{"0.0|86460.0|691200.0|outage"});
}

TEST_CASE("an error that bubbled up is an execution of both routes") {
  polled_route route;
  const auto caller = route.s->watch("prod", named("acme", "caller"), 1).algorithm_id;
  // All the caller shows was stored by the other route before.
  for (int poll = 0; poll < 3; ++poll) {
    const auto at = noon + poll * 10 * minute;
    const auto window = executions("x" + std::to_string(poll) + "-", 200, at);
    route.poll(at, window);
    auto batch = errors_at(caller, at, window);
    const auto result = route.s->append(batch);
    CHECK(result.added == 0);
    CHECK(result.window.fresh == 200);
  }
  CHECK(route.s.rows("SELECT algorithm_id, count(*) FROM gaps GROUP BY algorithm_id") ==
        strings{std::to_string(route.id) + "|2", std::to_string(caller) + "|2"});
}

TEST_CASE("a route that shows what it showed before has no gap, although another stored it") {
  polled_route route;
  const auto caller = route.s->watch("prod", named("acme", "caller"), 1).algorithm_id;
  const auto window = executions("x", 200, noon);
  route.poll(noon, window);
  route.s->append(errors_at(caller, noon, window));
  const auto again = route.s->append(errors_at(caller, noon + minute, window));
  CHECK(again.window.fresh == 0);
  CHECK(route.gaps().empty());
}

TEST_CASE("two routes teach the limit of their cluster, for all of them, until one shows more") {
  polled_route route;
  const auto other = [&](const char* name) {
    return route.s->watch("prod", named("acme", name), 1).algorithm_id;
  };
  const auto poll = [&](std::int64_t id, std::int64_t at, std::vector<error_record> records) {
    return route.s->append(errors_at(id, at, std::move(records))).window;
  };
  // Twenty are shown, and the oldest make room although they are young.
  const auto turn_over = [&](std::int64_t id, const std::string& prefix) {
    poll(id, noon, executions(prefix + "a", 20, noon - 2 * minute));
    auto next = executions(prefix + "b", 5, noon + minute);
    const auto rest = executions(prefix + "a", 20, noon - 2 * minute);
    next.insert(next.end(), rest.begin() + 5, rest.end());
    return poll(id, noon + minute, next).limit;
  };
  CHECK(turn_over(other("one"), "one") == 200);
  CHECK(turn_over(other("two"), "two") == 20);

  const auto third = other("three");
  poll(third, noon, {});
  CHECK(poll(third, noon + minute, executions("c", 20, noon + minute)).gaps.size() == 1);
  CHECK(poll(third, noon + 2 * minute, executions("d", 30, noon + 2 * minute)).limit == 200);
  SECTION("and what was learned is kept by a restart") {
    route.s.reopen();
    CHECK(turn_over(other("four"), "four") == 200);
    CHECK(turn_over(other("five"), "five") == 20);
    route.s.reopen();
    CHECK(poll(other("six"), noon, {}).limit == 20);
  }
}

TEST_CASE("the limit of a cluster is forgotten when its URL changes") {
  store_options options;
  options.clusters["prod"] = "https://one.example.com";
  polled_route route;
  route.s.reopen(options);
  route.s.handle().exec("UPDATE clusters SET window_executions = 20");
  route.s.reopen(options);
  CHECK(route.poll(noon, {}).window.limit == 20);
  route.s.handle().exec("UPDATE windows SET limit_seen = 20");
  options.clusters["prod"] = "https://two.example.com";
  route.s.reopen(options);
  CHECK(route.poll(noon + minute, {}).window.limit == 200);
  CHECK(route.s.rows("SELECT limit_seen FROM windows") == strings{"NULL"});
}

TEST_CASE("an algorithm deleted and made again teaches nobody that the cluster shows one") {
  polled_route route;
  const auto quiet = route.s->watch("prod", named("acme", "quiet"), 1).algorithm_id;
  route.s->append(errors_at(quiet, noon, {}));
  route.poll(noon, executions("a", 30, noon - 2 * minute));
  route.poll(noon + minute, {});  // deleted
  const auto again = route.poll(noon + 2 * minute, executions("b", 1, noon + 2 * minute));
  CHECK(again.window.gaps.size() > 0);  // what failed before it was deleted was seen by nobody
  CHECK(again.window.limit == 200);
  const auto calm =
      route.s->append(errors_at(quiet, noon + 3 * minute, executions("c", 1, noon + minute)));
  CHECK(calm.window.gaps.empty());
}

TEST_CASE("an answer with nothing but refused records is a failed poll, and no first one") {
  polled_route route;
  auto unreadable = errors_at(route.id, noon, {});
  unreadable.refused = {{"request_id: absent or empty", "{}"}};
  CHECK(route.s->append(unreadable).unreadable);
  CHECK(route.s.rows("SELECT outcome, records FROM polls") == strings{"unexpected_shape|1"});
  CHECK(route.s.rows("SELECT count(*) FROM windows") == strings{"0"});
  CHECK(route.s.rows("SELECT reason FROM quarantine") == strings{"request_id: absent or empty"});
  route.poll(noon + minute, executions("a", 200, noon));
  CHECK(route.gaps().empty());
  CHECK(route.s.rows("SELECT DISTINCT backfilled FROM errors") == strings{"1"});
}

TEST_CASE("a refused record is remembered whatever answers come that tell nothing") {
  polled_route route;
  const auto known = executions("a", 3, noon - 2 * minute);
  route.poll(noon, known);
  auto batch = errors_at(route.id, noon + minute, known);
  batch.refused = {{"request_id: absent or empty", "{}"}};
  route.s->append(batch);
  SECTION("an empty one") { route.poll(noon + 2 * minute, {}); }
  SECTION("one of which nothing can be read") {
    batch.poll.at = batch.poll.asked_at = noon + 2 * minute;
    batch.records.clear();
    route.s->append(batch);
  }
  CHECK(route.gaps().empty());
  route.poll(noon + 3 * minute, executions("b", 200, noon + 3 * minute));
  REQUIRE(route.gaps().size() == 1);
  CHECK(route.s.rows("SELECT from_at < " + std::to_string(noon) + " FROM gaps") == strings{"1"});
  CHECK(route.s.rows("SELECT to_at > " + std::to_string(noon + minute) + " FROM gaps") ==
        strings{"1"});
}

TEST_CASE("the refused records that another route showed are this one's doubt as well") {
  polled_route route;
  const auto caller = route.s->watch("prod", named("acme", "caller"), 1).algorithm_id;
  for (const auto id : {route.id, caller}) {
    route.s->append(errors_at(id, noon, executions("a", 3, noon - 2 * minute)));
    auto batch = errors_at(id, noon + minute, executions("a", 3, noon - 2 * minute));
    batch.refused = {{"request_id: absent or empty", "{}"}};
    route.s->append(batch);
    route.s->append(errors_at(id, noon + minute + 1000, executions("b", 200, noon + 60'000)));
  }
  CHECK(route.s.rows("SELECT count(DISTINCT algorithm_id) FROM gaps") == strings{"2"});
}

TEST_CASE("an overflow is found though a long execution gained another record and stays on top") {
  polled_route route;
  route.poll(noon, {an_error("long", noon - 2 * minute)});
  auto next = executions("b", 199, noon + 10 * minute);
  next.push_back(an_error("long", noon - 2 * minute));
  next.push_back(an_error("long", noon + 9 * minute));
  next.back().algoname = "step";
  CHECK(route.poll(noon + 10 * minute, next).window.gaps.size() == 1);
}

TEST_CASE("an overflow is found though an execution of a clock that is ahead stays on top") {
  polled_route route;
  route.poll(noon, {an_error("ahead", noon + 30'000)});
  auto next = executions("b", 199, noon + 30'000);
  next.push_back(an_error("ahead", noon + 30'000));
  const auto found = route.poll(noon + 40'000, next).window.gaps;
  REQUIRE(found.size() == 1);
  CHECK(found[0].from <= noon - minute);
}

TEST_CASE("gaps that touch are one") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon));
  route.poll(noon + minute, executions("b", 1, noon + minute));
  route.poll(noon + 2 * minute, executions("c", 1, noon + 2 * minute));
  CHECK(route.gaps() == strings{"-60.0|180.0|60.0|window_overflow"});
}

TEST_CASE("a refused record that the cluster forgot before it was understood leaves a gap") {
  polled_route route;
  const std::vector<error_record> known{an_error("a0", noon - 10 * minute),
                                        an_error("a1", noon - minute)};
  route.poll(noon, known);
  auto batch = errors_at(route.id, noon + minute, known);
  batch.refused = {{"request_id: absent or empty", "{}"}};
  route.s->append(batch);
  CHECK(route.gaps().empty());
  auto next = executions("b", 199, noon + 30 * minute);
  next.push_back(known.front());
  route.poll(noon + 30 * minute, next);
  CHECK(route.gaps().empty());  // it reaches back to before the refused one
  route.poll(noon + 60 * minute, executions("b", 199, noon + 30 * minute));
  CHECK(route.gaps().empty());
}

TEST_CASE("two names that turn out to be one algorithm keep their gaps and lose no window") {
  polled_route route;
  const auto uuid = route.s->watch("prod", with_uuid("u-1"), 1).algorithm_id;
  const auto window = executions("a", 5, noon);
  route.poll(noon, window);
  route.s->append(errors_at(uuid, noon, window));
  route.s->identify(uuid, named("acme", "fraud"), noon);
  CHECK(route.s.rows("SELECT algorithm_id FROM windows") == strings{std::to_string(route.id)});
  CHECK(route.s.rows("SELECT count(*) FROM error_sightings") == strings{"0"});
  route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  CHECK(route.gaps() == strings{"-60.0|461.0|600.0|window_overflow"});
}

TEST_CASE("coverage is what was watched, less the gaps") {
  polled_route route;
  const auto coverage = [&] {
    return route.s.rows(
        "SELECT collection, (strftime('%s', from_at) - 1700000000) || ' ' ||"
        " (strftime('%s', to_at) - 1700000000), coalesce(ended_by, 'now')"
        " FROM coverage ORDER BY collection, from_at");
  };
  CHECK(coverage().empty());
  route.poll(noon, executions("a", 5, noon));
  route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  route.s->append(failure_at(route.id, noon + 11 * minute, collection::errors, errc::timeout));
  route.s.reopen();
  route.poll_unchanged(noon + 30 * minute);
  route.s->append(builds_at(route.id, noon, {}));
  route.poll(noon + 9 * day, {});
  CHECK(coverage() ==
        strings{"builds|0 0|now", "errors|461 540|outage", "errors|172860 777600|now"});
}

TEST_CASE("a clock that was wrong for a while, as an earlier version stored it, is no coverage") {
  polled_route route;
  route.poll(noon, {});
  route.s.handle().exec(
      "INSERT INTO polls SELECT 2, algorithm_id, collection, outcome,"
      " 2 * first_at, 2 * last_at, 1, 0, 0, NULL FROM polls");
  route.poll(noon + 2 * minute, {});  // this machine's clock tells no such time has passed
  CHECK(route.s.row("SELECT seconds FROM coverage") == "120.0");
  CHECK(route.s.rows("SELECT polls FROM polls") == strings{"1", "1", "1"});
}

TEST_CASE("a database of the first schema learns what its routes showed") {
  scratch_folder folder;
  const auto file = folder / "old.db";
  {
    SQLite::Database old(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    old.exec(std::string(migrations().front().sql));
    old.exec("PRAGMA user_version = 1");
    old.exec(
        "INSERT INTO algorithms (cluster, owner, name, first_seen_at) VALUES ('c', 'o', 'n', 1)");
    const auto at = std::to_string(noon);
    old.exec(
        "INSERT INTO errors (cluster, request_id, algorithm_id, created_at, username, algoname,"
        " observed_at, backfilled) VALUES ('c', 'r1', 1, " +
        at + ", 'o', 'n', " + at + ", 0)");
    old.exec(
        "INSERT INTO polls (algorithm_id, collection, outcome, first_at, last_at, polls,"
        " records, new_records) VALUES (1, 'errors', 'ok', 5, " +
        at + ", 9, 1, 1)");
  }
  database db(config_for(file));
  store on(db, {});
  CHECK(rows_of(db.handle(), "SELECT first_at, asked_at FROM windows") ==
        strings{"5|" + std::to_string(noon)});
  const auto found =
      on.append(errors_at(1, noon + 10 * minute, executions("b", 200, noon + 10 * minute)));
  CHECK(found.window.gaps.size() == 1);
  CHECK(rows_of(db.handle(), "SELECT request_id, occurrence FROM errors WHERE seq = 1") ==
        strings{"r1|1"});
}

namespace {

/// Hundreds of SQLite's instructions that the first poll of one more route takes.
int effort_of_a_first_poll(polled_route& route, int number) {
  int effort = 0;
  const auto more = named("acme", "more" + std::to_string(number));
  const auto id = route.s->watch("prod", more, noon).algorithm_id;
  auto batch = errors_at(id, noon, executions("m" + std::to_string(number) + "-", 3, noon));
  const auto count = [](void* counted) { return ++*static_cast<int*>(counted), 0; };
  sqlite3_progress_handler(route.s.handle().getHandle(), 100, count, &effort);
  route.s->append(batch);
  sqlite3_progress_handler(route.s.handle().getHandle(), 0, nullptr, nullptr);
  return effort;
}

}  // namespace

TEST_CASE("the first poll of a route looks at none of the cluster's other routes") {
  polled_route route;
  int number = 0;
  while (number < 10) effort_of_a_first_poll(route, ++number);
  const auto among_few = effort_of_a_first_poll(route, ++number);
  while (number < 1000) effort_of_a_first_poll(route, ++number);
  const auto among_many = effort_of_a_first_poll(route, ++number);
  CHECK(among_few > 0);
  CHECK(among_many < 2 * among_few + 5);
}
