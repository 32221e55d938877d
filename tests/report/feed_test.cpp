#include "report/feed.hpp"

#include "catch.hpp"
#include "sample_database.hpp"

using namespace algolog;

TEST_CASE("errors that arrive while following are given once, old times or not") {
  test::sample_database sample;
  sample.error(1, "a", 5'000);
  auto db = sample.reader();
  error_feed feed(db, {});
  CHECK(feed.first().size() == 1);
  CHECK(feed.next().empty());
  sample.error(1, "b", 1'000);
  sample.error(2, "c", std::nullopt);
  const auto arrived = feed.next();
  REQUIRE(arrived.size() == 2);
  CHECK(arrived[0].at("request_id").as_string() == "b");
  CHECK(feed.next().empty());
}

TEST_CASE("following with --limit 0 starts with what arrives") {
  test::sample_database sample;
  sample.error(1, "a", 5'000);
  auto db = sample.reader();
  error_feed feed(db, {{}, {}, 0});
  CHECK(feed.first().empty());
  sample.error(1, "b", 1'000);
  CHECK(feed.next().size() == 1);
}

TEST_CASE("more errors than one step gives are all given") {
  test::sample_database sample;
  auto db = sample.reader();
  error_feed feed(db, {});
  feed.first();
  sample.run("BEGIN");
  for (int i = 0; i < 1'500; ++i) sample.error(1, "r" + std::to_string(i), i);
  sample.run("COMMIT");
  CHECK(feed.next().size() + feed.next().size() == 1'500);
}

TEST_CASE("all that arrived is written at once, however much, and not when something comes again") {
  test::sample_database sample;
  auto db = sample.reader();
  error_feed feed(db, {});
  feed.first();
  sample.run("BEGIN");
  for (int i = 0; i < 2'500; ++i) sample.error(1, "r" + std::to_string(i), i);
  sample.run("COMMIT");
  std::size_t written = 0;
  drain(feed, [&](const std::vector<record>& rows) { written += rows.size(); });
  CHECK(written == 2'500);
}

TEST_CASE("gaps that are found while following are given once, whenever they were") {
  test::sample_database sample;
  sample.gap(1'000, 2'000);
  auto db = sample.reader();
  gap_feed feed(db, {});
  CHECK(feed.first().size() == 1);
  CHECK(feed.next().empty());
  sample.gap(100, 200);
  CHECK(feed.next().size() == 1);
  CHECK(feed.next().empty());
}

TEST_CASE("a gap that goes on while following is given again each time a poll finds it") {
  test::sample_database sample;
  sample.gap(1'000, 2'000);
  sample.gap(50'000, 60'000, 2);
  auto db = sample.reader();
  gap_feed feed(db, {});
  CHECK(feed.first().size() == 2);
  sample.find_again(1'000, 90'000, 80'000);
  const auto again = feed.next();
  REQUIRE(again.size() == 1);
  CHECK(again[0].at("to_at").as_int64() == 80'000);
  CHECK(again[0].at("findings").as_int64() == 2);
  CHECK(feed.next().empty());
  sample.find_again(1'000, 5'000, 80'000);  // by a clock that was set back, and no wider
  CHECK(feed.next().size() == 1);
  gap_feed other(db, {{}, algorithm_ref{"acme", "y", ""}, 20});
  CHECK(other.first().size() == 1);
  sample.find_again(1'000, 95'000, 90'000);
  CHECK(other.next().empty());
}

TEST_CASE("a build is given again when its status, version or log changes, not when looked at") {
  test::sample_database sample;
  sample.build("one", "in-progress", 100'000, "waiting");
  auto db = sample.reader();
  build_feed feed(db, {});
  CHECK(feed.first().size() == 1);
  CHECK(feed.next().empty());
  sample.run("UPDATE builds SET looked_at = 101000");
  CHECK(feed.next().empty());
  sample.run("UPDATE builds SET status = 'failed', log_state = 'pending', updated_at = 102000");
  CHECK(feed.next().size() == 1);
  CHECK(feed.next().empty());
  sample.run("UPDATE builds SET log_state = 'stored', updated_at = 102000");
  CHECK(feed.next().size() == 1);
  CHECK(feed.next().empty());
}

TEST_CASE("a build whose answer came earlier but was committed later is not missed") {
  test::sample_database sample;
  sample.build("one", "failed", 100'000, "pending");
  auto db = sample.reader();
  build_feed feed(db, {});
  feed.first();
  sample.build("two", "failed", 99'000, "pending", 2);
  const auto arrived = feed.next();
  REQUIRE(arrived.size() == 1);
  CHECK(arrived[0].at("build_id").as_string() == "two");
  CHECK(feed.next().empty());
}

TEST_CASE("builds are followed whatever the clock says: set back, they are not missed") {
  test::sample_database sample;
  sample.build("one", "failed", 900'000'000, "pending");
  auto db = sample.reader();
  build_feed feed(db, {});
  CHECK(feed.first().size() == 1);
  sample.build("two", "in-progress", 100'000, "waiting");
  const auto arrived = feed.next();
  REQUIRE(arrived.size() == 1);
  CHECK(arrived[0].at("build_id").as_string() == "two");
  CHECK(arrived[0].at("algorithm").as_string() == "acme/x");
  sample.run("UPDATE builds SET semantic_version = '1.0.1' WHERE build_id = 'two'");
  CHECK(feed.next().size() == 1);
  CHECK(feed.next().empty());
}
