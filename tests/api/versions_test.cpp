#include "api/versions.hpp"

#include "api/page.hpp"
#include "catch.hpp"
#include "data_file.hpp"

using namespace algolog;

TEST_CASE("the list of the API documents becomes one version, nothing dropped") {
  const auto body = data_file("api/versions.json");
  const auto page = parse_page(body);
  REQUIRE(page.has_value());
  const auto parsed = parse_versions(page->results);
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->records.size() == 1);
  const auto& version = parsed->records[0];
  CHECK(version.git_hash == "8e36fbf53f57fa1f1b681b1f1ab178b6f989976f");
  CHECK(version.version_uuid == "ec329139-fca8-4f07-b470-f76521831e27");
  CHECK_THAT(version.settings.value(), ContainsSubstring(R"("package_set":"python39")"));
  CHECK_THAT(version.extra.value(), ContainsSubstring(R"("sample_input":"\"\"")"));
  CHECK_THAT(version.extra.value(), ContainsSubstring(R"("tagline":"")"));
  CHECK_FALSE(version.compilation_output);
}

TEST_CASE("the single version of the API documents has no hash of its own in the sample") {
  const auto version = parse_version(data_file("api/version.json"));
  REQUIRE_FALSE(version.has_value());
  CHECK(version.error().detail == "version_info.git_hash: absent or empty");
}

TEST_CASE("the single version of the API documents brings its log all the same") {
  const auto log = parse_version_log(data_file("api/version.json"));
  REQUIRE(log.has_value());
  CHECK_THAT(log->value(), StartsWith("Sending build context to Docker daemon  1.039MB\n"));
  CHECK_FALSE(parse_version_log("{}")->has_value());
  CHECK_FALSE(parse_version_log(R"({"compilation":{"output":7}})").has_value());
}

TEST_CASE("a single version brings the build log") {
  const auto version = parse_version(
      R"({"version_info":{"git_hash":"h"},"build":{"build_id":"b","status":"failed"},)"
      R"("compilation":{"successful":false,"output":"Step 1\n"}})");
  REQUIRE(version.has_value());
  CHECK(version->compilation_successful == false);
  CHECK(version->compilation_output == "Step 1\n");
  CHECK(version->build_id == "b");
  CHECK(version->extra == R"({"build":{"status":"failed"}})");
}
