#include "status/verdict.hpp"

#include "catch.hpp"
#include "snapshot.hpp"
#include "status/readiness.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

using level = verdict::level;
using kind = attention::kind;

std::vector<kind> kinds(const verdict& v) {
  std::vector<kind> all;
  for (const auto& item : v.wants) all.push_back(item.what);
  return all;
}

std::vector<target_status> targets(std::size_t count) {
  std::vector<target_status> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(a_target("prod", "acme/a" + std::to_string(10'000 + i)));
  return all;
}

}  // namespace

TEST_CASE("when nothing is wrong the sentence says so and nothing wants attention") {
  auto all = targets(412);
  all[7].succeeded_at = taken - 48 * a_second;
  const auto v = judge(a_status(all), taken);
  CHECK(v.sentence == "Losing nothing: 412 targets, oldest success 48 s ago");
  CHECK(v.how == level::good);
  CHECK(v.wants.empty());
}

TEST_CASE("a gap of the last 24 hours is loss, and an older one is not") {
  auto all = targets(3);
  all[1].gaps = 2;
  all[1].last_gap_at = taken - a_day + 1;
  auto v = judge(a_status(all), taken);
  CHECK(v.sentence == "1 target may be losing errors");
  CHECK(v.how == level::bad);
  REQUIRE(kinds(v) == std::vector{kind::losing});
  CHECK(v.wants[0].where == "prod acme/a10001 errors");
  CHECK(v.wants[0].since == taken - a_day + 1);
  all[1].last_gap_at = taken - a_day;
  v = judge(a_status(all), taken);
  CHECK(v.how == level::good);
  CHECK(v.wants.empty());
}

TEST_CASE("a window that is nearly all new may overflow") {
  auto all = targets(3);
  all[0].window_fill = 0.8;
  CHECK(judge(a_status(all), taken).how == level::good);
  all[0].window_fill = 0.81;
  const auto v = judge(a_status(all), taken);
  CHECK(v.sentence == "1 target may be losing errors");
  REQUIRE(kinds(v) == std::vector{kind::losing});
  CHECK_THAT(v.wants[0].advice, ContainsSubstring("errors_min_interval"));
}

TEST_CASE("a target with a gap and a full window is counted once") {
  auto all = targets(3);
  all[0].window_fill = 0.9;
  all[0].last_gap_at = taken - an_hour;
  all[0].gaps = 1;
  CHECK(kinds(judge(a_status(all), taken)) == std::vector{kind::losing});
}

TEST_CASE("a failing target is told with its error as it came and what to do") {
  auto all = targets(3);
  all[2] = failing(all[2], taken - 2 * an_hour, "HTTP 403: <b>no</b>");
  const auto v = judge(a_status(all), taken);
  CHECK(v.sentence == "1 of 3 targets is failing");
  CHECK(v.how == level::warning);
  REQUIRE(kinds(v) == std::vector{kind::failing});
  CHECK(v.wants[0].since == taken - 2 * an_hour);
  CHECK(v.wants[0].problem == "forbidden, 12 times in a row");
  CHECK(v.wants[0].detail == "HTTP 403: <b>no</b>");
  CHECK(v.wants[0].advice == "mend the key");
}

TEST_CASE("when all targets fail it is bad") {
  auto all = targets(2);
  for (auto& t : all) t = failing(t, taken - an_hour, "no");
  CHECK(judge(a_status(all), taken).how == level::bad);
}

TEST_CASE("a cluster that is down is one item, whatever its targets say") {
  auto all = targets(300);
  for (auto& t : all) t.state = target_state::parked;
  all.push_back(failing(a_target("test", "acme/x"), taken - an_hour, "no"));
  auto of = a_status(all);
  of.clusters[0].down_since = taken - an_hour;
  of.clusters[0].failing = 300;
  of.clusters[0].targets = 300;
  of.clusters[0].why = "10.0.0.7 port 443: connection refused";
  const auto v = judge(of, taken);
  CHECK(v.sentence ==
        "Cluster prod is down since 2026-11-22 07:00:00 UTC; 1 of 301 targets is failing");
  CHECK(v.how == level::bad);
  REQUIRE(kinds(v) == std::vector{kind::down, kind::failing});
  CHECK(v.wants[0].where == "prod");
  CHECK(v.wants[0].detail == "10.0.0.7 port 443: connection refused");
  CHECK(v.wants[0].problem == "the cluster is down: 300 of 300 targets wait for it");
}

TEST_CASE("targets of one algorithm that fail alike are one thing to mend") {
  auto all = targets(1);
  auto builds = all[0];
  builds.what = collection::builds;
  auto versions = all[0];
  versions.what = collection::versions;
  all = {failing(all[0], taken - an_hour, "no such"), failing(builds, taken - a_minute, "no such"),
         failing(versions, taken - a_minute, "another")};
  const auto v = judge(a_status(all), taken);
  REQUIRE(v.wants.size() == 2);
  CHECK_THAT(v.wants[0].where, ContainsSubstring("errors, builds"));
  CHECK(v.wants[0].since == taken - an_hour);
  CHECK(v.wants[1].detail == "another");
}

TEST_CASE(
    "of many failing targets some are listed, those that fail longest, and the rest counted") {
  auto all = targets(400);
  for (std::size_t i = 0; i < 236; ++i)
    all[i] = failing(all[i], taken - static_cast<std::int64_t>(i) * a_minute, "no");
  const auto v = judge(a_status(all), taken);
  REQUIRE(v.wants.size() == 25);
  CHECK(v.wants.front().where == "prod acme/a10235 errors");
  CHECK(v.wants.back().problem == "and 212 more failing targets");
}

TEST_CASE("a database that cannot be written is bad, and memory that fills is loss to come") {
  auto of = a_status(targets(3));
  of.storage.failing_since = taken - a_minute;
  of.storage.why = "disk I/O error";
  of.storage.memory_bytes = 1024;
  auto v = judge(of, taken);
  CHECK(v.sentence == "The database cannot be written since 2026-11-22 07:59:00 UTC");
  CHECK(v.how == level::bad);
  REQUIRE(kinds(v) == std::vector{kind::storage});
  CHECK(v.wants[0].detail == "disk I/O error");
  of.storage.memory_bytes = 17 * 1024 * 1024;
  v = judge(of, taken);
  REQUIRE(kinds(v) == std::vector{kind::storage, kind::losing});
  CHECK(v.wants[1].problem == "errors that wait in memory take 17.0 MiB of 32.0 MiB");
}

TEST_CASE("the disk is told of a week before it is full, and is bad a day before") {
  auto of = a_status(targets(3));
  of.storage.days_left = 7;
  CHECK(judge(of, taken).wants.empty());
  of.storage.days_left = 6.4;
  auto v = judge(of, taken);
  CHECK(v.how == level::warning);
  CHECK(v.sentence == "Losing nothing: 3 targets, oldest success 8 s ago");
  REQUIRE(kinds(v) == std::vector{kind::storage});
  CHECK_THAT(v.wants[0].problem, StartsWith("the disk will be full in 6 days"));
  of.storage.days_left = 0.9;
  v = judge(of, taken);
  CHECK(v.how == level::bad);
  CHECK(v.sentence == "The disk is nearly full");
  of.storage.days_left.reset();
  of.storage.disk_free_bytes = 200 * 1024 * 1024;
  CHECK(judge(of, taken).how == level::bad);
}

TEST_CASE("a small disk is nearly full with less") {
  auto of = a_status(targets(3));
  of.storage.disk_total_bytes = 1'000'000'000;
  of.storage.disk_free_bytes = 20'000'001;
  CHECK(judge(of, taken).how == level::good);
  of.storage.disk_free_bytes = 19'000'000;
  CHECK(judge(of, taken).how == level::bad);
}

TEST_CASE("a write-ahead log that a reader holds is told") {
  auto of = a_status(targets(3));
  of.storage.wal_bytes = 128LL * 1024 * 1024;
  CHECK(judge(of, taken).wants.empty());
  ++of.storage.wal_bytes;
  const auto v = judge(of, taken);
  CHECK(v.how == level::warning);
  REQUIRE(kinds(v) == std::vector{kind::storage});
  CHECK_THAT(v.wants[0].advice, ContainsSubstring("reader"));
}

TEST_CASE("new rows of quarantine and a refused reload are told last") {
  auto of = a_status(targets(3));
  of.reload_problem = "line 3: unknown key";
  of.quarantine = {4, taken - an_hour, "no request_id", "prod", "acme/x"};
  auto v = judge(of, taken);
  CHECK(v.how == level::warning);
  REQUIRE(kinds(v) == std::vector{kind::quarantine, kind::reload});
  CHECK(v.wants[0].where == "prod acme/x");
  CHECK(v.wants[0].problem == "not understood: 4 answers in quarantine");
  CHECK(v.wants[1].detail == "line 3: unknown key");
  of.quarantine.last_at = taken - a_day;
  CHECK(kinds(judge(of, taken)) == std::vector{kind::reload});
}

TEST_CASE("what is only stored is not called good") {
  auto of = a_status(targets(3));
  of.live = false;
  const auto v = judge(of, taken);
  CHECK(v.sentence ==
        "No loss is known: 3 targets, oldest success 8 s ago; told by the database"
        " alone, not by the daemon");
  CHECK(v.how == level::warning);
}

TEST_CASE("before the first polls it is starting") {
  auto all = targets(2);
  for (auto& t : all) t.state = target_state::waiting, t.succeeded_at.reset();
  CHECK(judge(a_status(all), taken).sentence == "Starting: none of 2 targets polled yet");
  all[0] = a_target("prod", "acme/x");
  CHECK(judge(a_status(all), taken).sentence ==
        "Losing nothing: 2 targets, 1 not polled yet, oldest success 8 s ago");
  CHECK(judge(a_status({}), taken).how == level::warning);
}

TEST_CASE("a daemon is ready while every cluster answered within five intervals") {
  auto of = a_status(targets(2));
  of.clusters[0].succeeded_at = taken - 5 * a_minute;
  CHECK(unready(of, taken).empty());
  CHECK(judge(of, taken).how == level::good);
  of.clusters[0].succeeded_at = taken - 5 * a_minute - 1;
  of.clusters[0].why = "connection refused";
  CHECK(unready(of, taken) ==
        std::vector<std::string>{"cluster prod: last success 5 min ago: connection refused"});
  const auto v = judge(of, taken);
  CHECK(v.how == level::bad);
  CHECK(v.sentence == "Cluster prod has not answered since 2026-11-22 07:54:59 UTC");
  CHECK(kinds(v) == std::vector{kind::down});
}

TEST_CASE("a cluster is given a minute, and its own pace") {
  auto all = targets(1);
  all[0].interval_ms = a_second;
  auto of = a_status(all);
  of.clusters[0].interval_ms = a_second;
  of.clusters[0].succeeded_at = taken - a_minute;
  CHECK(unready(of, taken).empty());
  of.clusters[0].succeeded_at = taken - a_minute - 1;
  CHECK(unready(of, taken).size() == 1);
  all[0].what = collection::versions;
  all[0].interval_ms = an_hour;
  of.targets = all;
  CHECK(unready(of, taken).empty());
}

TEST_CASE("a daemon that has just started is given the same time") {
  auto of = a_status(targets(2));
  of.clusters[0].succeeded_at.reset();
  of.started_at = of.configured_at = taken - a_minute;
  CHECK(unready(of, taken).empty());
  of.clusters[0].succeeded_at = taken - 3 * a_day;
  CHECK(unready(of, taken).empty());
  of.started_at = of.configured_at = taken - 6 * a_minute;
  CHECK(unready(of, taken).size() == 1);
  of.clusters[0].succeeded_at.reset();
  CHECK(unready(of, taken).size() == 1);
  of.configured_at = taken - a_minute;
  CHECK(unready(of, taken).empty());
}

TEST_CASE("a database that fails and a disk that is nearly full are not ready") {
  auto of = a_status(targets(2));
  of.storage.failing_since = taken - a_minute;
  of.storage.why = "disk I/O error";
  of.storage.disk_free_bytes = 1024;
  const auto why = unready(of, taken);
  REQUIRE(why.size() == 2);
  CHECK(why[0] ==
        "database /var/lib/algologd/algolog.db: commits have failed since"
        " 2026-11-22 07:59:00: disk I/O error");
  CHECK(why[1] == "disk of /var/lib/algologd/algolog.db: nearly full, 1.0 KiB left");
}
