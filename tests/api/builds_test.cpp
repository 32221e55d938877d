#include "api/builds.hpp"

#include "api/page.hpp"
#include "catch.hpp"
#include "data_file.hpp"

using namespace algolog;

TEST_CASE("the list of the API documents becomes two builds") {
  const auto body = data_file("api/builds.json");
  const auto page = parse_page(body);
  REQUIRE(page.has_value());
  CHECK_FALSE(page->marker);
  const auto parsed = parse_builds(page->results);
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->records.size() == 2);
  CHECK(parsed->records[0] == build_record{"d01d403d-a853-4831-9fff-9783a7b7e956",
                                           "succeeded",
                                           "8e36fbf53f57fa1f1b681b1f1ab178b6f989976f",
                                           1627593176442,
                                           1627593224251,
                                           {},
                                           {}});
  CHECK(parsed->records[1].semantic_version == "0.1.0");
  CHECK_FALSE(parsed->records[1].extra);
}

TEST_CASE("the build object of the API documents is read whole") {
  const auto build = parse_build(data_file("api/build.json"));
  REQUIRE(build.has_value());
  CHECK(build->build_id == "132298b7-8ca4-40ca-bd2a-84254fd67a81");
  CHECK(build->semantic_version == "1.0.0");
  CHECK(build->started_at == build->finished_at);
  CHECK(build->extra == R"({"resource_type":"algorithm_build"})");
}

TEST_CASE("the log of the API documents is read exactly") {
  const auto log = parse_build_log(data_file("api/build_logs.json"));
  REQUIRE(log.has_value());
  CHECK(log->starts_with("Sending build context to Docker daemon  1.039MB\n\nStep 1/21"));
  CHECK(log->ends_with("866ca1d71d949043729ec119130ac3e1785fae8ae3a6c1b3193ddfbc9be7a0dc"));
}

TEST_CASE("an empty log is a log, an absent one is not") {
  CHECK(parse_build_log(R"({"logs":""})").value().empty());
  CHECK(parse_build_log(R"({"logs":null})").error().code == errc::unexpected_shape);
  CHECK(parse_build_log(R"({"logs":7})").error().detail == "logs: expected a string, got a number");
  CHECK(parse_build_log("[]").error().code == errc::unexpected_shape);
}

TEST_CASE("a build has ended when its status says so, or when an unknown one has an end") {
  build_record build;
  build.status = "in-progress";
  CHECK_FALSE(build.ended());
  build.finished_at = 1;
  CHECK_FALSE(build.ended());
  build.status = "cancelled";
  CHECK(build.ended());
  build.finished_at.reset();
  CHECK_FALSE(build.ended());
  build.status = "failed";
  CHECK(build.ended());
}

TEST_CASE("unknown fields of version_info are kept beside the known one") {
  const auto build = parse_build(
      R"({"build_id":"b","status":"queued","version_info":{"semantic_version":"1.0.0","by":"x"}})");
  REQUIRE(build.has_value());
  CHECK(build->semantic_version == "1.0.0");
  CHECK(build->extra == R"({"version_info":{"by":"x"}})");
}

TEST_CASE("a build with an absurd time is refused by name of the field") {
  const auto build = parse_build(R"({"build_id":"b","status":"failed","finished_at":"soon"})");
  REQUIRE_FALSE(build.has_value());
  CHECK(build.error().detail == "finished_at: expected an ISO 8601 time, got a string");
}
