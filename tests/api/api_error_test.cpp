#include "api/api_error.hpp"

#include "catch.hpp"
#include "data_file.hpp"

using namespace algolog;

TEST_CASE("every documented code is told by its meaning, in every shape and also with status 200") {
  const std::vector<std::pair<int, errc>> codes{
      {1000, errc::missing},        {1001, errc::missing},       {1009, errc::missing},
      {2001, errc::forbidden},      {2002, errc::unauthorized},  {5001, errc::server_error},
      {5002, errc::invalid_marker}, {5003, errc::limit_refused}, {5005, errc::not_offered},
      {7000, errc::missing}};
  for (const auto& [code, meaning] : codes) {
    const auto object = R"({"id":"x","code":)" + std::to_string(code) + R"(,"message":"why"})";
    for (const auto& body : {object, R"({"error":)" + object + "}"}) {
      for (const unsigned status : {200U, 400U, 500U}) {
        INFO(body << " with " << status);
        const auto failed = find_api_error(status, body);
        REQUIRE(failed.has_value());
        CHECK(failed->code == meaning);
        CHECK_THAT(failed->detail, ContainsSubstring("code " + std::to_string(code) + ": why"));
      }
    }
  }
}

TEST_CASE("an error as a string is told by its words when the status is 200") {
  CHECK(find_api_error(200, R"({"error":"No such algorithm"})")->code == errc::missing);
  CHECK(find_api_error(200, R"({"error":"not authorized to view"})")->code == errc::forbidden);
  CHECK(find_api_error(200, R"({"error":"Invalid API key"})")->code == errc::unauthorized);
  CHECK(find_api_error(200, R"({"error":"boom"})")->code == errc::server_error);
  CHECK(find_api_error(404, R"({"error":"boom"})")->code == errc::missing);
}

TEST_CASE("bodies that are no error object are told by their status") {
  CHECK(find_api_error(500, "Internal Server Error")->code == errc::server_error);
  CHECK(find_api_error(502, "<html>\n<body>Bad gateway")->detail == "HTTP 502: <html>");
  CHECK(find_api_error(401, "")->code == errc::unauthorized);
  CHECK(find_api_error(403, "")->code == errc::forbidden);
  CHECK(find_api_error(404, "")->code == errc::missing);
  CHECK(find_api_error(302, "")->code == errc::redirected);
  CHECK(find_api_error(418, "")->code == errc::unexpected_status);
  CHECK(find_api_error(429, "")->code == errc::throttled);
  CHECK(find_api_error(503, R"({"code":5001,"message":"x"})")->code == errc::throttled);
}

TEST_CASE("the samples of the API documents are no errors") {
  for (const auto* name :
       {"errors", "builds", "build", "build_logs", "versions", "version", "algorithm"}) {
    INFO(name);
    CHECK_FALSE(find_api_error(200, data_file("api/" + std::string(name) + ".json")));
  }
}

TEST_CASE("a record with a field called error is no error") {
  CHECK_FALSE(find_api_error(200, R"({"build_id":"1","status":"failed","error":"make: 2"})"));
  CHECK_FALSE(find_api_error(200, R"({"build_id":"1","message":"m","code":5001})"));
  CHECK_FALSE(find_api_error(200, R"({"version_info":{},"error":{"message":"no such file"}})"));
  CHECK_FALSE(find_api_error(200, R"({"name":"one","error":"x"})"));
  CHECK_FALSE(find_api_error(200, R"({"results":[],"error":"not found"})"));
  CHECK(find_api_error(404, R"({"build_id":"1","error":"No such build"})")->code == errc::missing);
}

TEST_CASE("a message is told on one line, without half a character") {
  CHECK(find_api_error(500, R"({"error":"a\nb\u001b[31m"})")->detail ==
        R"(HTTP 500: a\nb\x1b[31m)");
  CHECK(find_api_error(500, "caf\xe9")->detail == R"(HTTP 500: caf\xe9)");
  const auto cut = find_api_error(500, std::string(199, 'x').append("\u00e9"));
  CHECK(cut->detail == "HTTP 500: " + std::string(199, 'x') + "…");
}

TEST_CASE("an error body that nests or counts without end is told by its status") {
  const auto deep = R"({"error":)" + std::string(30'000, '[') + std::string(30'000, ']') + "}";
  CHECK(find_api_error(404, deep)->code == errc::missing);
  CHECK_FALSE(find_api_error(200, deep));
  CHECK_FALSE(find_api_error(200, R"({"error":1e999})"));
  CHECK(find_api_error(400, R"({"code":9223372036854775808,"message":"x"})")->code ==
        errc::unexpected_status);
}

TEST_CASE("a message without end is cut") {
  const auto failed = find_api_error(500, std::string(100'000, 'x'));
  CHECK(failed->detail.size() < 300);
}
