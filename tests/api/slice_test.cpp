#include "api/slice.hpp"

#include "catch.hpp"

using namespace algolog;

TEST_CASE("an array is cut into its elements as they stand") {
  const auto elements = slice_array(R"( [ {"a":[1,"]"]} , 2,"x,\"y" ] )");
  REQUIRE(elements.has_value());
  REQUIRE(elements->size() == 3);
  CHECK((*elements)[0] == R"({"a":[1,"]"]})");
  CHECK((*elements)[1] == "2");
  CHECK((*elements)[2] == R"("x,\"y")");
}

TEST_CASE("an empty array has no elements") {
  const auto elements = slice_array("[\n]");
  REQUIRE(elements.has_value());
  CHECK(elements->empty());
}

TEST_CASE("an element that is no JSON does not spoil its neighbours") {
  const auto elements = slice_array(R"([{"a":"\ud83d"},{"b":nan},{}])");
  REQUIRE(elements.has_value());
  CHECK(elements->size() == 3);
}

TEST_CASE("what is not one whole array is not cut") {
  for (const auto* text :
       {"", "[", "[1", "[1,", "[1,]", "[,1]", "[1]x", "{}", "[\"a]", "[{\"a\":1]", "null", "[1}"}) {
    INFO(text);
    CHECK_FALSE(slice_array(text));
  }
}

TEST_CASE("an object is cut into its members") {
  const auto members = slice_object(R"({"marker": null, "results" : [ {"a":"}"} ]})");
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
    CHECK_FALSE(slice_object(text));
  }
}
