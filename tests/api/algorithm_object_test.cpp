#include "api/algorithm_object.hpp"

#include "catch.hpp"
#include "data_file.hpp"

using namespace algolog;

namespace {

const std::string uuid = "4a1b7a2a-4183-4939-a292-26e677aeba73";

}  // namespace

TEST_CASE("a look-up by name tells the UUID") {
  const auto found =
      parse_algorithm(data_file("api/algorithm.json"), {"ALGO_OWNER", "ALGO_NAME", ""});
  REQUIRE(found.has_value());
  CHECK(*found == algorithm_ref{"ALGO_OWNER", "ALGO_NAME", uuid});
}

TEST_CASE("a look-up by UUID tells the owner in self_link alone, whatever host that names") {
  const auto found = parse_algorithm(
      R"({"name":"fraud_score","self_link":"http://evil.example/v1/algorithms/acme/fraud_score/versions/8e36"})",
      {"", "", uuid});
  REQUIRE(found.has_value());
  CHECK(*found == algorithm_ref{"acme", "fraud_score", uuid});
}

TEST_CASE("without self_link the owner stays unknown") {
  const auto found = parse_algorithm(R"({"id":")" + uuid + R"(","name":"x"})", {"", "", uuid});
  REQUIRE(found.has_value());
  CHECK(*found == algorithm_ref{"", "", uuid});
}

TEST_CASE("an object that tells of no algorithm is refused") {
  CHECK(parse_algorithm("{}", {"a", "b", ""}).error().code == errc::unexpected_shape);
  CHECK(parse_algorithm("[]", {"a", "b", ""}).error().code == errc::unexpected_shape);
  CHECK(parse_algorithm("<html>", {"a", "b", ""}).error().code == errc::not_json);
}
