// Records as no cluster should send them: what is kept of them, and what is said.
#include "api/builds.hpp"
#include "api/errors.hpp"
#include "api/parse_records.hpp"
#include "api/versions.hpp"
#include "catch.hpp"
#include "repeated.hpp"

using namespace algolog;
using test::repeated;

namespace {

const algorithm_ref polled{"acme", "fraud_score", ""};

/// An errors body of one record with this member besides its id.
parsed<error_record> with(const std::string& member) {
  return parse_errors(R"([{"request_id":"r",)" + member + "}]", polled).value();
}

/// Why the only record of a body was refused.
std::string refusal(const parsed<error_record>& body) {
  REQUIRE(body.records.empty());
  REQUIRE(body.refused.size() == 1);
  return body.refused[0].reason;
}

}  // namespace

TEST_CASE("more records than any cluster keeps are refused as a whole, before they are held") {
  const auto body = [](std::size_t count) { return "[" + repeated("1,", count - 1) + "1]"; };
  CHECK(parse_errors(body(max_records_per_body), polled)->refused.size() == max_records_per_body);
  for (const auto count : {max_records_per_body + 1, std::size_t{8U << 20}}) {
    CHECK(parse_errors(body(count), polled).error().code == errc::too_large);
    CHECK(parse_builds(body(count)).error().code == errc::too_large);
    CHECK(parse_versions(body(count)).error().code == errc::too_large);
  }
  CHECK(parse_builds(body(20'000)).error().detail == "more than 10000 elements in a JSON array");
}

TEST_CASE("a record of more than 4 MiB is refused alone, its neighbour is not") {
  const auto record = [](std::size_t size) {
    const std::string frame = R"({"request_id":"r","error":""})";
    return R"({"request_id":"r","error":")" + std::string(size - frame.size(), 'x') + "\"}";
  };
  const auto body =
      parse_errors("[" + record(max_record) + "," + record(max_record + 1) + "]", polled);
  REQUIRE(body.has_value());
  REQUIRE(body->records.size() == 1);
  REQUIRE(body->refused.size() == 1);
  CHECK(body->refused[0].reason == "a record of more than 4 MiB");
  CHECK(body->refused[0].body.size() == max_record + 1);
}

TEST_CASE("a record that would take many times its text is refused alone") {
  const auto bomb = R"("x":[)" + repeated("1,", 2'000'000) + "1]";
  CHECK_THAT(refusal(with(bomb)), ContainsSubstring("bytes of memory"));
}

TEST_CASE("a build log and a version's output may be larger than any record") {
  const std::string log(max_record + 1, 'x');
  CHECK(parse_build_log(R"({"logs":")" + log + "\"}").value().size() == log.size());
  CHECK(parse_version_log(R"({"compilation":{"output":")" + log + "\"}}").value()->size() ==
        log.size());
}

TEST_CASE("an id of more than 1024 bytes is refused by name of the field") {
  const auto id = [](std::size_t size) { return "\"" + std::string(size, 'x') + "\""; };
  const auto errors = [&](std::size_t size) {
    return parse_errors(R"([{"request_id":)" + id(size) + "}]", polled).value();
  };
  CHECK(errors(1024).records.size() == 1);
  CHECK(refusal(errors(1025)) == "request_id: longer than 1024 bytes");
  CHECK(refusal(with(R"("username":)" + id(3'000'000))) == "username: longer than 1024 bytes");
  CHECK(refusal(with(R"("algoname":)" + id(1025))) == "algoname: longer than 1024 bytes");
  CHECK(parse_build(R"({"build_id":)" + id(1025) + "}").error().detail ==
        "build_id: longer than 1024 bytes");
  CHECK(parse_version(R"({"version_info":{"git_hash":)" + id(1025) + "}}").error().detail ==
        "version_info.git_hash: longer than 1024 bytes");
}

TEST_CASE("an id may hold anything that JSON can") {
  const auto body = parse_errors(R"([{"request_id":"a\u0000'\"\ud83d\ude00"}])", polled).value();
  REQUIRE(body.records.size() == 1);
  CHECK(body.records[0].request_id == std::string("a\0'\"\xF0\x9F\x98\x80", 8));
}

TEST_CASE("a whole number of 64 bits is taken, however absurd, any other is refused") {
  const auto time_of = [](const std::string& number) {
    return with("\"created_at\":" + number).records.at(0).created_at;
  };
  CHECK(time_of("-1") == -1);
  CHECK(time_of("0") == 0);
  CHECK(time_of("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(time_of("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  for (const std::string number :
       {"9223372036854775808", "-9223372036854775809", "0.5", "1e300", "-1e16"}) {
    CAPTURE(number);
    CHECK(refusal(with("\"created_at\":" + number)) ==
          "created_at: expected an integer of 64 bits, got a number");
  }
  CHECK(refusal(with("\"created_at\":1e999")) == "not JSON: a number beyond all bounds");
  CHECK(refusal(with("\"created_at\":\"1\"")) ==
        "created_at: expected an integer of 64 bits, got a string");
}

TEST_CASE("a build's time beyond the calendar is refused by name of the field") {
  for (const std::string time :
       {"99999-01-01T00:00:00Z", "2021-02-30T00:00:00Z", "2021-01-01T00:00:00", ""}) {
    CAPTURE(time);
    const auto build =
        parse_build(R"({"build_id":"b","status":"failed","started_at":")" + time + "\"}");
    CHECK(build.error().detail == "started_at: expected an ISO 8601 time, got a string");
  }
  const auto old =
      parse_build(R"({"build_id":"b","status":"failed","started_at":"0001-01-01T00:00:00Z"})");
  CHECK(old.value().started_at == -62'135'596'800'000);
}

TEST_CASE("of fields that come twice the last one counts") {
  CHECK(with(R"("error":"a","error":"b")").records.at(0).error == "b");
  CHECK(with(R"("x":1,"y":2,"x":3)").records.at(0).extra == R"({"x":3,"y":2})");
}

TEST_CASE("a byte order mark makes a body no array, and a record no record") {
  CHECK(parse_errors("\xef\xbb\xbf[]", polled).error().code == errc::not_json);
  CHECK(refusal(parse_errors("[\xef\xbb\xbf{}]", polled).value()) == "not JSON: syntax error");
}

TEST_CASE("a NUL byte outside of an escape makes a record no JSON") {
  const std::string body("[{\"request_id\":\"a\0b\"}]", 22);
  CHECK_THAT(refusal(parse_errors(body, polled).value()), StartsWith("not JSON: "));
  CHECK(parse_errors(std::string("[]\0", 3), polled).error().code == errc::not_json);
}

TEST_CASE("what is left over is written as JSON again, keys sorted on every level") {
  const auto body = with(R"("b":{"z":[],"y":{},"x":[{"k":1,"j":"\n"}]},"a":[1.5,null,true,-7])");
  CHECK(body.records.at(0).extra ==
        R"({"a":[1.5E0,null,true,-7],"b":{"x":[{"j":"\n","k":1}],"y":{},"z":[]}})");
}

TEST_CASE("nesting without end costs one record of each kind, and a log") {
  const auto deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  const auto objects = repeated(R"({"a":)", 100'000) + "1" + std::string(100'000, '}');
  for (const auto& value : {deep, objects}) {
    CHECK(refusal(with("\"x\":" + value)) == "not JSON: too deep");
    CHECK(parse_builds("[" + value + "]")->refused.size() == 1);
    CHECK(parse_versions("[" + value + "]")->refused.size() == 1);
    CHECK(parse_build_log(R"({"logs":)" + value + "}").error().detail == "not JSON: too deep");
  }
}
