#include "api/errors.hpp"

#include "catch.hpp"
#include "data_file.hpp"

using namespace algolog;

namespace {

const algorithm_ref polled{"acme", "fraud_score", ""};

}  // namespace

TEST_CASE("the sample of the API documents becomes one record, field by field") {
  const auto parsed = parse_errors(data_file("api/errors.json"), polled);
  REQUIRE(parsed.has_value());
  CHECK(parsed->refused.empty());
  REQUIRE(parsed->records.size() == 1);
  const auto& record = parsed->records[0];
  CHECK(record.created_at == 1627571664000);
  CHECK(record.request_id == "req-ce624eee-28e2-4cef-87ee-c22c797079f6");
  CHECK(record.username == "ALGO_OWNER");
  CHECK(record.algoname == "ALGO_NAME");
  CHECK(record.algoversion == "0.1.0");
  CHECK(record.input == "A payload");
  CHECK(
      record.error->starts_with("error:\nAll I do is throw an error\nstacktrace:\nSome(Traceback"));
  CHECK(record.error->ends_with("Exception: All I do is throw an error)"));
  CHECK(record.error_type == "AlgorithmError");
  CHECK(record.billable_to == "ALGO_OWNER");
  CHECK(record.worker == "172.41.7.115");
  CHECK_FALSE(record.extra);
}

TEST_CASE("only the request id is indispensable") {
  const auto parsed = parse_errors(R"([{"request_id":"req-1","error":null}])", polled);
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->records.size() == 1);
  CHECK(parsed->records[0] ==
        error_record{"req-1", {}, "acme", "fraud_score", {}, {}, {}, {}, {}, {}, {}, true});
}

TEST_CASE("fields the API adds are kept, in an order of their own") {
  const auto parsed =
      parse_errors(R"([{"zone":"b","request_id":"r","duration":{"y":1,"x":[2.5]}}])", polled);
  REQUIRE(parsed.has_value());
  CHECK(parsed->records.at(0).extra == R"({"duration":{"x":[2.5E0],"y":1},"zone":"b"})");
}

TEST_CASE("text is taken exactly: NUL, emoji, right-to-left, quotes") {
  const auto parsed = parse_errors(
      R"([{"request_id":"r","error":"a\u0000b\ud83d\ude00\u202e\"","input":""}])", polled);
  REQUIRE(parsed.has_value());
  CHECK(parsed->records.at(0).error == std::string("a\0b\xF0\x9F\x98\x80\xE2\x80\xAE\"", 11));
  CHECK(parsed->records.at(0).input == "");
}

TEST_CASE("a bad record costs only itself and says why") {
  const std::string good = R"({"request_id":"good"})";
  const std::vector<std::pair<std::string, std::string>> bad{
      {R"(42)", "expected an object, got a number"},
      {R"({})", "request_id: absent or empty"},
      {R"({"request_id":""})", "request_id: absent or empty"},
      {R"({"request_id":7})", "request_id: expected a string, got a number"},
      {R"({"request_id":"r","created_at":"now"})", "created_at: expected an integer"},
      {R"({"request_id":"r","created_at":1.5})", "created_at: expected an integer"},
      {R"({"request_id":"r","created_at":18446744073709551615})",
       "created_at: expected an integer"},
      {R"({"request_id":"r","error":["x"]})", "error: expected a string, got an array"},
      {R"({"request_id":"r","error":"\ud83d"})", "not JSON: "},
      {"{\"request_id\":\"r\",\"error\":\"\xff\"}", "not JSON: "},
      {R"({"request_id":"r" "error":"x"})", "not JSON: syntax error"},
  };
  for (const auto& [text, reason] : bad) {
    INFO(text);
    const auto parsed = parse_errors("[" + good + "," + text + "," + good + "]", polled);
    REQUIRE(parsed.has_value());
    CHECK(parsed->records.size() == 2);
    REQUIRE(parsed->refused.size() == 1);
    CHECK(parsed->refused[0].body == text);
    CHECK_THAT(parsed->refused[0].reason, ContainsSubstring(reason));
  }
}

TEST_CASE("nesting without end is refused, not followed") {
  const auto deep =
      R"([{"request_id":"r","x":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}]";
  const auto parsed = parse_errors(deep, polled);
  REQUIRE(parsed.has_value());
  CHECK(parsed->records.empty());
  CHECK(parsed->refused.size() == 1);
}

TEST_CASE("a record that names another algorithm is not of the one polled") {
  const auto is_nameless = [](const std::string& names) {
    const auto parsed = parse_errors(R"([{"request_id":"r")" + names + "}]", polled);
    return parsed->records.at(0).nameless;
  };
  CHECK(is_nameless(""));
  CHECK(is_nameless(R"(,"username":null,"algoname":"")"));
  CHECK(is_nameless(R"(,"username":"acme")"));
  CHECK(is_nameless(R"(,"algoname":"fraud_score")"));
  CHECK_FALSE(is_nameless(R"(,"algoname":"child")"));
  CHECK_FALSE(is_nameless(R"(,"username":"acme","algoname":"fraud_score")"));
}

TEST_CASE("a record without names waits until the algorithm's own are known") {
  const algorithm_ref by_uuid{"", "", "4a1b7a2a-4183-4939-a292-26e677aeba73"};
  const auto parsed = parse_errors(R"([{"request_id":"r"}])", by_uuid);
  REQUIRE(parsed.has_value());
  CHECK(parsed->records.empty());
  CHECK_THAT(parsed->refused.at(0).reason, ContainsSubstring("not known yet"));
}

TEST_CASE("a body that is no array is an error as a whole") {
  for (const auto* body :
       {"", "null", "{}", R"([{"request_id":"r"})", "<html>", "Internal Server Error"}) {
    INFO(body);
    const auto parsed = parse_errors(body, polled);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == errc::not_json);
  }
}

TEST_CASE("a time written as a float with no fraction is that integer") {
  const auto parsed = parse_errors(R"([{"request_id":"r","created_at":1.627571664e12}])", polled);
  REQUIRE(parsed.has_value());
  CHECK(parsed->records.at(0).created_at == 1627571664000);
}
