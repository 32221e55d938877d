#include "api/page.hpp"

#include "catch.hpp"

using namespace algolog;

TEST_CASE("the marker of a page is taken, its link is not") {
  const auto page =
      parse_page(R"({"marker":"a b","next_link":"http://evil.example/v1?marker=x","results":[]})");
  REQUIRE(page.has_value());
  CHECK(page->marker == "a b");
  CHECK(page->results == "[]");
}

TEST_CASE("null, absent and empty markers end the pages") {
  for (const auto* body :
       {R"({"results":[]})", R"({"results":[],"marker":null})", R"({"marker":"","results":[]})"}) {
    INFO(body);
    const auto page = parse_page(body);
    REQUIRE(page.has_value());
    CHECK_FALSE(page->marker);
  }
}

TEST_CASE("a marker that is a number is its digits") {
  CHECK(parse_page(R"({"results":[],"marker":17})").value().marker == "17");
}

TEST_CASE("what is no page is refused") {
  CHECK(parse_page("").error().code == errc::not_json);
  CHECK(parse_page("[]").error().code == errc::not_json);
  CHECK(parse_page("{}").error().code == errc::unexpected_shape);
  CHECK(parse_page(R"({"results":{}})").error().code == errc::unexpected_shape);
  CHECK(parse_page(R"({"results":[],"marker":[1]})").error().code == errc::unexpected_shape);
  CHECK(parse_page(R"({"results":[],"marker":1e999})").error().code == errc::not_json);
  CHECK(parse_page(R"({"results":[],"marker":"\ud83d"})").error().code == errc::not_json);
  const auto huge = R"({"results":[],"marker":")" + std::string(5000, 'x') + "\"}";
  CHECK(parse_page(huge).error().code == errc::unexpected_shape);
  const auto deep = R"({"results":[],"marker":)" + std::string(9000, '[') + std::string(9000, ']');
  CHECK(parse_page(deep + "}").error().code == errc::not_json);
}

TEST_CASE("a page of members without end is too large") {
  std::string body = R"({"results":[])";
  for (int i = 0; i < 100'000; ++i) body += R"(,"":0)";
  const auto page = parse_page(body + "}");
  CHECK(page.error().code == errc::too_large);
  CHECK(page.error().detail == "more than 100 members in a JSON object");
}

TEST_CASE("of members that come twice the last one counts") {
  const auto page = parse_page(R"({"results":[1],"marker":"a","results":[2],"marker":"b"})");
  REQUIRE(page.has_value());
  CHECK(page->results == "[2]");
  CHECK(page->marker == "b");
}
