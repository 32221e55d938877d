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
  const auto huge = R"({"results":[],"marker":")" + std::string(5000, 'x') + "\"}";
  CHECK(parse_page(huge).error().code == errc::unexpected_shape);
}
