#include "api/request_target.hpp"

#include "catch.hpp"

using namespace algolog;

TEST_CASE("every route has its documented path") {
  const algorithm_ref named{"acme", "fraud_score", "4a1b7a2a-4183-4939-a292-26e677aeba73"};
  const algorithm_ref by_uuid{"", "", "4a1b7a2a-4183-4939-a292-26e677aeba73"};
  CHECK(algorithm_target(named) == "/v1/algorithms/acme/fraud_score");
  CHECK(algorithm_target(by_uuid) == "/v1/algorithms/4a1b7a2a-4183-4939-a292-26e677aeba73");
  CHECK(errors_target(named) == "/v1/algorithms/acme/fraud_score/errors");
  CHECK(errors_target(by_uuid) == "/v1/algorithms/4a1b7a2a-4183-4939-a292-26e677aeba73/errors");
  CHECK(builds_target(named, 50, {}) == "/v1/algorithms/acme/fraud_score/builds?limit=50");
  CHECK(build_target(named, "b1") == "/v1/algorithms/acme/fraud_score/builds/b1");
  CHECK(build_log_target(named, "b1") == "/v1/algorithms/acme/fraud_score/builds/b1/logs");
  CHECK(versions_target(named, 50, "m") ==
        "/v1/algorithms/acme/fraud_score/versions?limit=50&marker=m");
  CHECK(version_target(named, "h1") == "/v1/algorithms/acme/fraud_score/versions/h1");
}

TEST_CASE("what comes from upstream cannot leave its segment or value") {
  const algorithm_ref named{"acme", "x", ""};
  CHECK(build_target(named, "../../v1/users?a=b#c") ==
        "/v1/algorithms/acme/x/builds/..%2F..%2Fv1%2Fusers%3Fa%3Db%23c");
  CHECK(build_target(named, "a\r\nX: y") == "/v1/algorithms/acme/x/builds/a%0D%0AX%3A%20y");
  CHECK(builds_target(named, 1, "a&limit=9 b/+") ==
        "/v1/algorithms/acme/x/builds?limit=1&marker=a%26limit%3D9%20b%2F%2B");
}
