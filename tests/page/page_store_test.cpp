#include "page/page_store.hpp"

#include <SQLiteCpp/Statement.h>

#include "catch.hpp"
#include "page/stored_text.hpp"
#include "sample_database.hpp"
#include "snapshot.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

page_content read(sample_database& stored, std::int64_t algorithm_id = 1) {
  page_content content;
  auto target = a_target("prod", "acme/x");
  target.algorithm_id = algorithm_id;
  content.now = a_status({target});
  auto db = stored.reader();
  fill_page(db, content, {});
  return content;
}

void run_of(sample_database& stored, const std::string& outcome, std::int64_t first,
            const std::string& detail = "", int algorithm = 1) {
  stored.run(
      "INSERT INTO polls (algorithm_id, collection, outcome, first_at, last_at, polls,"
      " records, new_records, detail) VALUES (" +
      std::to_string(algorithm) + ", 'errors', '" + outcome + "', " + std::to_string(first) + ", " +
      std::to_string(first + 1) + ", 2, 30, 4, '" + detail + "')");
}

}  // namespace

TEST_CASE("an empty database makes an empty page") {
  sample_database stored;
  const auto content = read(stored);
  CHECK(content.errors_per_hour == std::vector<std::int64_t>(168, 0));
  CHECK(content.newest_errors.empty());
  CHECK(content.newest_builds.empty());
  REQUIRE(content.runs.size() == 1);
  CHECK(content.runs[0].empty());
}

TEST_CASE("errors are counted by the hour they were made in, for a week") {
  sample_database stored;
  stored.error(1, "now", taken + a_minute);
  stored.error(1, "a", taken - 1);
  stored.error(1, "b", taken - an_hour);
  stored.error(1, "oldest", taken - 167 * an_hour);
  stored.error(1, "too old", taken - 167 * an_hour - 1);
  stored.error(1, "of tomorrow", taken + an_hour);
  stored.error(1, "of no time", std::nullopt);
  const auto hours = read(stored).errors_per_hour;
  REQUIRE(hours.size() == 168);
  CHECK(hours[167] == 1);
  CHECK(hours[166] == 2);
  CHECK(hours[0] == 1);
  std::int64_t total = 0;
  for (const auto count : hours) total += count;
  CHECK(total == 4);
}

TEST_CASE("the newest ten errors come with their message and the beginning of their trace") {
  sample_database stored;
  for (int i = 0; i < 12; ++i)
    stored.error(1 + i % 2, "r" + std::to_string(10 + i), taken - i * a_minute);
  stored.error(1, "big", taken + 1, "error:\nbig\r\n" + std::string(3'000'000, 'x'));
  const auto content = read(stored);
  CHECK(ids(content.newest_errors, "request_id") == "big r10 r11 r12 r13 r14 r15 r16 r17 r18 ");
  CHECK(content.newest_errors[0].at("message").as_string() == "big");
  CHECK(content.newest_errors[0].at("error").as_string().size() == 4096);
  CHECK(content.newest_errors[1].at("message").as_string() == "boom");
  CHECK(content.newest_errors[1].at("error").as_string() == "error:\nboom\nstacktrace:\nX");
  CHECK(content.newest_errors[2].at("algorithm").as_string() == "acme/y");
}

TEST_CASE("an error without a text is shown without one") {
  sample_database stored;
  stored.error(1, "r", taken);
  stored.run("UPDATE errors SET error = NULL, error_type = NULL");
  const auto content = read(stored);
  REQUIRE(content.newest_errors.size() == 1);
  CHECK(content.newest_errors[0].if_contains("error") == nullptr);
}

TEST_CASE("the newest ten builds come with the end of their log") {
  sample_database stored;
  for (int i = 0; i < 12; ++i)
    stored.build("b" + std::to_string(10 + i), "succeeded", taken - i * a_minute, "waiting",
                 1 + i % 2);
  stored.build("big", "failed", taken + 1, "stored");
  stored.log("big", std::string(3'000'000, 'x') + "the end");
  const auto content = read(stored);
  CHECK(ids(content.newest_builds, "build_id") == "big b10 b11 b12 b13 b14 b15 b16 b17 b18 ");
  const auto& log = content.newest_builds[0].at("log").as_string();
  CHECK(log.size() == 4096);
  CHECK(std::string_view(log).ends_with("the end"));
  CHECK(content.newest_builds[0].at("log_bytes").as_int64() == 3'000'007);
  CHECK(content.newest_builds[1].if_contains("log") == nullptr);
}

TEST_CASE("a target has its newest five runs, whatever came of them") {
  sample_database stored;
  for (int i = 0; i < 9; ++i) run_of(stored, "ok", 1000 + i);
  run_of(stored, "timeout", 2000, "after 30 s");
  run_of(stored, "ok", 3000);
  run_of(stored, "forbidden", 4000);
  run_of(stored, "ok", 5000, "", 2);
  const auto runs = read(stored).runs.at(0);
  REQUIRE(runs.size() == 5);
  CHECK(runs[0].outcome == "forbidden");
  CHECK(runs[1].first_at == 3000);
  CHECK(runs[2].outcome == "timeout");
  CHECK(runs[2].detail == "after 30 s");
  CHECK(runs[2].last_at == 2001);
  CHECK(runs[2].polls == 2);
  CHECK(runs[2].records == 30);
  CHECK(runs[2].new_records == 4);
  CHECK(runs[3].first_at == 1008);
  CHECK(runs[4].first_at == 1007);
  CHECK(read(stored, 2).runs.at(0).size() == 1);
}

TEST_CASE("what is asked of every target and of all errors is found by an index") {
  sample_database stored;
  auto db = stored.reader();
  const auto plan = [&](const std::string& sql) {
    std::string text;
    SQLite::Statement query(db, "EXPLAIN QUERY PLAN " + sql);
    while (query.executeStep()) text += query.getColumn(3).getString() + "\n";
    return text;
  };
  for (const auto& sql : page_queries()) {
    INFO(sql);
    const auto steps = plan(sql);
    INFO(steps);
    CHECK(steps.find("SCAN errors\n") == std::string::npos);
    CHECK(steps.find("SCAN polls") == std::string::npos);
    CHECK(steps.find("SCAN builds") == std::string::npos);
    CHECK(steps.find("SCAN b\n") == std::string::npos);
    CHECK(steps.find("SCAN p\n") == std::string::npos);
    CHECK(steps.find("SCAN x\n") == std::string::npos);
  }
}

TEST_CASE("a stored text is read from either end, and one that is missing is an exception") {
  sample_database stored;
  stored.error(1, "r", taken, "0123456789");
  auto db = stored.reader();
  CHECK(beginning_of(db, {"errors", "error", 1}, 4) == "0123");
  CHECK(end_of(db, {"errors", "error", 1}, 4) == "6789");
  CHECK(end_of(db, {"errors", "error", 1}, 40) == "0123456789");
  CHECK_THROWS_AS(beginning_of(db, {"errors", "error", 2}, 4), SQLite::Exception);
  CHECK_THROWS_AS(beginning_of(db, {"errors", "input", 1}, 4), SQLite::Exception);
}
