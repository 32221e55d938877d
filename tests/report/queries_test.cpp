#include "report/queries.hpp"

#include <boost/json/serialize.hpp>

#include "catch.hpp"
#include "sample_database.hpp"

using namespace algolog;
using test::ids;

namespace {

record_filter only(const char* algorithm) {
  record_filter filter;
  filter.algorithm = parse_algorithm_ref(algorithm);
  return filter;
}

}  // namespace

TEST_CASE("the newest errors by their own time come last, whichever arrived first") {
  test::sample_database sample;
  sample.error(1, "b", 2'000);
  sample.error(2, "c", 3'000);
  sample.error(1, "a", 1'000);
  auto db = sample.reader();
  CHECK(ids(newest_errors(db, {}), "request_id") == "a b c ");
  CHECK(ids(newest_errors(db, {{}, {}, 2}), "request_id") == "b c ");
  CHECK(newest_errors(db, {{}, {}, 0}).empty());
}

TEST_CASE("an error without a time of its own counts by when it was seen") {
  test::sample_database sample;
  sample.error(1, "timeless", std::nullopt);
  sample.error(1, "old", 1'000);
  sample.error(1, "new", 6'000);
  auto db = sample.reader();
  CHECK(ids(newest_errors(db, {5'000, {}, 20}), "request_id") == "timeless new ");
  CHECK(ids(newest_errors(db, {5'001, {}, 20}), "request_id") == "new ");
}

TEST_CASE("an algorithm is found by its name and by its UUID") {
  test::sample_database sample;
  sample.error(1, "x1", 1'000);
  sample.error(2, "y1", 2'000);
  sample.build("bx", "failed", 1'000, "pending", 1);
  sample.build("by", "failed", 1'000, "pending", 2);
  auto db = sample.reader();
  for (const char* x : {"acme/x", "4A1B7A2A-4183-4939-A292-26E677AEBA73"}) {
    CHECK(ids(newest_errors(db, only(x)), "request_id") == "x1 ");
    CHECK(ids(errors_after(db, only(x), 0), "request_id") == "x1 ");
    CHECK(ids(newest_builds(db, only(x)), "build_id") == "bx ");
    CHECK(build_states(db, only(x)).at(0).build_id == "bx");
    CHECK(knows(db, *parse_algorithm_ref(x)));
  }
  CHECK(newest_errors(db, only("other/x")).empty());
  CHECK_FALSE(knows(db, *parse_algorithm_ref("other/x")));
  CHECK_FALSE(knows(db, *parse_algorithm_ref("00000000-0000-0000-0000-000000000000")));
}

TEST_CASE("a record has every column of its table under its own name") {
  test::sample_database sample;
  sample.error(1, "req-1", 1'000, "error:\nboom: \"é\"\nstacktrace:\nX");
  auto db = sample.reader();
  CHECK(
      boost::json::serialize(newest_errors(db, {}).at(0)) ==
      R"({"seq":1,"cluster":"prod","request_id":"req-1","algorithm_id":1,"created_at":1000,)"
      R"("username":"acme","algoname":"x","algoversion":null,"error_type":"SystemError",)"
      R"("billable_to":null,"worker":null,"observed_at":5000,"backfilled":0,)"
      R"("error":"error:\nboom: \"é\"\nstacktrace:\nX","input":null,"extra":{"more":[1]},"occurrence":1,)"
      R"("differed":null,)"
      R"("algorithm":"acme/x","message":"boom: \"é\""})");
}

TEST_CASE("text keeps its NUL bytes") {
  test::sample_database sample;
  sample.error(1, "req-1", 1'000, std::string("a\0b", 3));
  auto db = sample.reader();
  CHECK(newest_errors(db, {}).at(0).at("error").as_string() == std::string("a\0b", 3));
}

TEST_CASE("errors after a cursor come in the order of arrival") {
  test::sample_database sample;
  sample.error(1, "b", 2'000);
  sample.error(1, "a", 1'000);
  auto db = sample.reader();
  CHECK(ids(errors_after(db, {}, 0), "request_id") == "b a ");
  CHECK(ids(errors_after(db, {}, 1), "request_id") == "a ");
  CHECK(last_seq(db) == 2);
}

TEST_CASE("a build is found by the beginning of its id") {
  test::sample_database sample;
  sample.build("abcd-1", "failed", 1, "stored");
  sample.build("abcd-12", "failed", 1, "pending");
  sample.build("ABCD-3", "failed", 1, "pending");
  sample.log("abcd-1", "text");
  auto db = sample.reader();
  CHECK(builds_with_log(db, "abcd").size() == 2);
  REQUIRE(builds_with_log(db, "abcd-1").size() == 1);
  CHECK(builds_with_log(db, "abcd-1").at(0).at("log").as_string() == "text");
  CHECK(ids(builds_with_log(db, "abcd-12"), "build_id") == "abcd-12 ");
  CHECK(ids(builds_with_log(db, "ABC"), "build_id") == "ABCD-3 ");
  for (const char* none : {"x", "*", "abcd?1", "[a]"}) CHECK(builds_with_log(db, none).empty());
}

TEST_CASE("the gap found last comes last, and counts by its end and by when it was found") {
  test::sample_database sample;
  sample.gap(1'000, 9'000);     // found at 10'000
  sample.gap(2'000, 3'000, 2);  // found at 4'000
  auto db = sample.reader();
  CHECK(ids(newest_gaps(db, {}), "algorithm") == "acme/y acme/x ");
  CHECK(ids(newest_gaps(db, {{}, {}, 1}), "algorithm") == "acme/x ");
  CHECK(ids(newest_gaps(db, {4'000, {}, 20}), "algorithm") == "acme/y acme/x ");
  CHECK(ids(newest_gaps(db, {4'001, {}, 20}), "algorithm") == "acme/x ");
  CHECK(ids(newest_gaps(db, only("acme/y")), "algorithm") == "acme/y ");
  CHECK(ids(gaps_as_found(db, only("acme/x")), "algorithm") == "acme/x ");
  CHECK(gap_findings(db) == 2);
  CHECK(newest_gaps(db, only("acme/x")).at(0).at("cluster").as_string() == "prod");
}

TEST_CASE("a gap found just now is one of the last hour, however long ago it ended") {
  test::sample_database sample;
  sample.gap(5'000, 6'000);
  sample.gap(1'000, 2'000, 2);
  sample.run("UPDATE gaps SET detected_at = 900000, reason = 'outage' WHERE algorithm_id = 2");
  auto db = sample.reader();
  CHECK(ids(newest_gaps(db, {800'000, {}, 20}), "algorithm") == "acme/y ");
  sample.find_again(5'000, 950'000, 6'000);
  CHECK(ids(newest_gaps(db, {910'000, {}, 20}), "algorithm") == "acme/x ");
  CHECK(ids(newest_gaps(db, {}), "algorithm") == "acme/y acme/x ");
  CHECK(gap_findings(db) == 3);
}
