#include "status/status_filter.hpp"

#include "catch.hpp"
#include "snapshot.hpp"

using namespace algolog;
using namespace algolog::test;

TEST_CASE("a filter leaves what it names, and the figures of whole clusters") {
  const auto targets = {a_target("prod", "acme/x"), a_target("prod", "acme/y"),
                        a_target("test", "acme/x")};
  status of = a_status(targets);
  narrow(of, {});
  CHECK(of.targets.size() == 3);
  narrow(of, {"", "acme/x"});
  CHECK(of.targets.size() == 2);
  narrow(of, {"prod", ""});
  REQUIRE(of.targets.size() == 1);
  CHECK(of.targets[0].cluster == "prod");
  REQUIRE(of.clusters.size() == 1);
  CHECK(of.clusters[0].targets == 3);
  narrow(of, {"none", ""});
  CHECK(of.targets.empty());
  CHECK(of.clusters.empty());
}
