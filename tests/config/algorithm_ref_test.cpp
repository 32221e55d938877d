#include "config/algorithm_ref.hpp"

#include "catch.hpp"

using namespace algolog;

TEST_CASE("an algorithm is named OWNER/NAME") {
  const auto ref = parse_algorithm_ref("acme-2.eu/fraud_score");
  REQUIRE(ref);
  CHECK(ref->owner == "acme-2.eu");
  CHECK(ref->name == "fraud_score");
  CHECK(ref->uuid.empty());
  CHECK(ref->display() == "acme-2.eu/fraud_score");
}

TEST_CASE("a UUID is kept in lower case, so that it equals itself") {
  const auto ref = parse_algorithm_ref("4A1B7A2A-4183-4939-A292-26E677AEBA73");
  REQUIRE(ref);
  CHECK_FALSE(ref->has_name());
  CHECK(ref->display() == "4a1b7a2a-4183-4939-a292-26e677aeba73");
  CHECK(ref == parse_algorithm_ref("4a1b7a2a-4183-4939-a292-26e677aeba73"));
}

TEST_CASE("text that could change the request path is no algorithm") {
  for (const char* text : {"",
                           "/",
                           "acme",
                           "acme/",
                           "/x",
                           "acme/x/y",
                           "acme/x/0.1.0",
                           "../x",
                           "./x",
                           "acme/..",
                           "acme/1x",
                           "acme/x-y",
                           "ac me/x",
                           "acme/x?y",
                           "acme/x%2f",
                           "acme/x\n",
                           "acmé/x",
                           "algo://acme/x",
                           "4a1b7a2a-4183-4939-a292-26e677aeba7",
                           "4a1b7a2a-4183-4939-a292-26e677aeba7g",
                           "4a1b7a2a04183-4939-a292-26e677aeba73"})
    CHECK_FALSE(parse_algorithm_ref(text));
}
