#include "api/bounded_json.hpp"

#include <boost/json/serialize.hpp>

#include "catch.hpp"

using namespace algolog;

namespace {

/// `element` that often, in brackets.
std::string array_of(const std::string& element, std::size_t count) {
  std::string text = "[" + element;
  for (std::size_t i = 1; i < count; ++i) text.append(",").append(element);
  return text + "]";
}

errc failure_of(const std::string& text) {
  const auto value = parse_json(text);
  return value ? errc::ok : value.error().code;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("a text becomes its value") {
  CHECK(boost::json::serialize(parse_json(R"( {"a":[1,"x",null]} )").value()) ==
        R"({"a":[1,"x",null]})");
}

TEST_CASE("what is not JSON says what is wrong") {
  CHECK(parse_json("[1").error().detail == "not JSON: incomplete JSON");
  for (const std::string text : {"", "nan", "[1]x", "\xef\xbb\xbf[]", "\"\xff\"", R"("\ud83d")",
                                 "\"\xed\xa0\x80\"", "\"\xc0\x80\"", "01", "'a'", "[1,]"}) {
    CAPTURE(text);
    CHECK(failure_of(text) == errc::not_json);
  }
  CHECK(failure_of(std::string("[\0]", 3)) == errc::not_json);
}

TEST_CASE("a number that no double holds is refused, since it would not come out as JSON") {
  for (const std::string text : {"1e999", "-1e999", "[1e999]", R"({"a":[{"b":-1e999}]})"}) {
    CAPTURE(text);
    CHECK(failure_of(text) == errc::not_json);
  }
  CHECK(failure_of("1e-999") == errc::ok);
  CHECK(failure_of("9223372036854775808") == errc::ok);
}

TEST_CASE("64 levels are followed, no more") {
  CHECK(failure_of(nested(64)) == errc::ok);
  CHECK(failure_of(nested(65)) == errc::not_json);
  CHECK(failure_of(nested(1'000'000)) == errc::not_json);
}

TEST_CASE("values that would take many times their text are too large") {
  CHECK(failure_of(array_of("1", 4'000'000)) == errc::too_large);
  CHECK(failure_of(array_of("[]", 1'000'000)) == errc::too_large);
  CHECK(failure_of(array_of("{}", 1'000'000)) == errc::too_large);
  CHECK(failure_of(array_of(R"({"":{"":{"":""}}})", 300'000)) == errc::too_large);
  CHECK_THAT(parse_json(array_of("1", 4'000'000)).error().detail,
             ContainsSubstring("more than 40388612 bytes of memory"));
}

TEST_CASE("a text of some kilobytes is never too large, nor is a long string") {
  CHECK(failure_of(array_of("1", 50'000)) == errc::ok);
  CHECK(failure_of("\"" + std::string(20U << 20, 'x') + "\"") == errc::ok);
  std::string escaped;
  for (int i = 0; i < 5'000'000; ++i) escaped += "\\n";
  CHECK(failure_of("\"" + escaped + "\"") == errc::ok);
}
