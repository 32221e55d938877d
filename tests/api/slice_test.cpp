#include "api/slice.hpp"

#include "catch.hpp"

using namespace algolog;

namespace {

constexpr std::size_t most = 10;

}  // namespace

TEST_CASE("an array is cut into its elements as they stand") {
  const auto elements = slice_array(R"( [ {"a":[1,"]"]} , 2,"x,\"y" ] )", most);
  REQUIRE(elements.has_value());
  REQUIRE(elements->size() == 3);
  CHECK((*elements)[0] == R"({"a":[1,"]"]})");
  CHECK((*elements)[1] == "2");
  CHECK((*elements)[2] == R"("x,\"y")");
}

TEST_CASE("an empty array has no elements") {
  const auto elements = slice_array("[\n]", most);
  REQUIRE(elements.has_value());
  CHECK(elements->empty());
}

TEST_CASE("an element that is no JSON does not spoil its neighbours") {
  const auto elements = slice_array(R"([{"a":"\ud83d"},{"b":nan},{}])", most);
  REQUIRE(elements.has_value());
  CHECK(elements->size() == 3);
}

TEST_CASE("what is not one whole array is not cut") {
  for (const auto* text :
       {"", "[", "[1", "[1,", "[1,]", "[,1]", "[1]x", "{}", "[\"a]", "[{\"a\":1]", "null", "[1}"}) {
    INFO(text);
    REQUIRE_FALSE(slice_array(text, most).has_value());
    CHECK(slice_array(text, most).error().code == errc::not_json);
  }
}

TEST_CASE("an object is cut into its members") {
  const auto members = slice_object(R"({"marker": null, "results" : [ {"a":"}"} ]})", most);
  REQUIRE(members.has_value());
  REQUIRE(members->size() == 2);
  CHECK((*members)[0].first == "marker");
  CHECK((*members)[0].second == "null");
  CHECK((*members)[1].first == "results");
  CHECK((*members)[1].second == R"([ {"a":"}"} ])");
}

TEST_CASE("what is not one whole object is not cut") {
  for (const auto* text : {"", "{", R"({"a"})", R"({"a":})", R"({a:1})", R"({"a":1,})", "[]"}) {
    INFO(text);
    REQUIRE_FALSE(slice_object(text, most).has_value());
    CHECK(slice_object(text, most).error().code == errc::not_json);
  }
}

TEST_CASE("as many elements as are allowed are cut, one more is too large") {
  CHECK(slice_array("[1,2,3]", 3).value().size() == 3);
  CHECK(slice_array("[1,2,3,4]", 3).error().code == errc::too_large);
  CHECK(slice_array("[1,2,3,4]", 3).error().detail == "more than 3 elements in a JSON array");
  CHECK(slice_object(R"({"a":1,"b":2})", 2).value().size() == 2);
  CHECK(slice_object(R"({"a":1,"b":2})", 1).error().code == errc::too_large);
}

TEST_CASE("an array without end is given up when it has too many elements") {
  std::string text = "[1";
  for (int i = 0; i < 20; ++i) text += ",1";
  CHECK(slice_array(text, most).error().code == errc::too_large);
}
