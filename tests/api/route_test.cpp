#include "api/route.hpp"

#include "catch.hpp"

using namespace algolog;

namespace {

using kind = route::kind;

const algorithm_ref by_name{"acme", "fraud_score", ""};
const algorithm_ref by_uuid{"", "", "4a1b7a2a-4183-4939-a292-26e677aeba73"};

}  // namespace

TEST_CASE("every route has its documented path") {
  const algorithm_ref named{"acme", "fraud_score", "4a1b7a2a-4183-4939-a292-26e677aeba73"};
  const algorithm_ref by_uuid{"", "", "4a1b7a2a-4183-4939-a292-26e677aeba73"};
  CHECK(algorithm_route(named) == "/v1/algorithms/acme/fraud_score");
  CHECK(algorithm_route(by_uuid) == "/v1/algorithms/4a1b7a2a-4183-4939-a292-26e677aeba73");
  CHECK(errors_route(named) == "/v1/algorithms/acme/fraud_score/errors");
  CHECK(errors_route(by_uuid) == "/v1/algorithms/4a1b7a2a-4183-4939-a292-26e677aeba73/errors");
  CHECK(builds_route(named, 50, {}) == "/v1/algorithms/acme/fraud_score/builds?limit=50");
  CHECK(build_route(named, "b1") == "/v1/algorithms/acme/fraud_score/builds/b1");
  CHECK(build_log_route(named, "b1") == "/v1/algorithms/acme/fraud_score/builds/b1/logs");
  CHECK(versions_route(named, 50, "m") ==
        "/v1/algorithms/acme/fraud_score/versions?limit=50&marker=m");
  CHECK(version_route(named, "h1") == "/v1/algorithms/acme/fraud_score/versions/h1");
}

TEST_CASE("what comes from upstream cannot leave its segment or value") {
  const algorithm_ref named{"acme", "x", ""};
  CHECK(build_route(named, "../../v1/users?a=b#c") ==
        "/v1/algorithms/acme/x/builds/..%2F..%2Fv1%2Fusers%3Fa%3Db%23c");
  CHECK(build_route(named, "a\r\nX: y") == "/v1/algorithms/acme/x/builds/a%0D%0AX%3A%20y");
  CHECK(builds_route(named, 1, "a&limit=9 b/+") ==
        "/v1/algorithms/acme/x/builds?limit=1&marker=a%26limit%3D9%20b%2F%2B");
}

TEST_CASE("every route that is asked for is understood again") {
  for (const auto& ref : {by_name, by_uuid}) {
    CHECK(parse_route(algorithm_route(ref)) == route{kind::algorithm, ref, ""});
    CHECK(parse_route(errors_route(ref)) == route{kind::errors, ref, ""});
  }
  CHECK(parse_route(builds_route(by_name, 50, {})) == route{kind::builds, by_name, ""});
  CHECK(parse_route(builds_route(by_name, 50, "a/b&c")) == route{kind::builds, by_name, ""});
  CHECK(parse_route(build_route(by_name, "b1")) == route{kind::build, by_name, "b1"});
  CHECK(parse_route(build_log_route(by_name, "b1")) == route{kind::build_log, by_name, "b1"});
  CHECK(parse_route(versions_route(by_name, 50, "m")) == route{kind::versions, by_name, ""});
  CHECK(parse_route(version_route(by_name, "h1")) == route{kind::version, by_name, "h1"});
}

TEST_CASE("an id comes back as it was, whatever is in it") {
  const std::string id = "../a b?c=d#e%2F\r\n";
  CHECK(parse_route(build_log_route(by_name, id)) == route{kind::build_log, by_name, id});
  CHECK(parse_route(version_route(by_name, id)) == route{kind::version, by_name, id});
}

TEST_CASE("an algorithm may be called as a collection is") {
  const algorithm_ref odd{"builds", "errors", ""};
  CHECK(parse_route(algorithm_route(odd)) == route{kind::algorithm, odd, ""});
  CHECK(parse_route(errors_route(odd)) == route{kind::errors, odd, ""});
}

TEST_CASE("by UUID every collection is understood, in either case of letters") {
  const std::string base = "/v1/algorithms/4A1B7A2A-4183-4939-A292-26E677AEBA73";
  CHECK(parse_route(base + "/builds?limit=1") == route{kind::builds, by_uuid, ""});
  CHECK(parse_route(base + "/builds/b1/logs") == route{kind::build_log, by_uuid, "b1"});
  CHECK(parse_route(base + "/versions/h1") == route{kind::version, by_uuid, "h1"});
}

TEST_CASE("any other text is no route") {
  for (const char* text :
       {"", "/", "/v1", "/v1/algorithms", "/v1/algorithms/acme", "/v2/algorithms/acme/x/errors",
        "/v1/algorithms/acme/x/other", "/v1/algorithms/acme/x/errors/1",
        "/v1/algorithms/acme/x/builds/b1/other", "/v1/algorithms/acme/x/builds/b1/logs/1",
        "/v1/algorithms/acme/x/versions/h1/2", "/v1/algorithms/acme/1x/errors",
        "/v1/algorithms/acme/x%zz/errors", "v1/algorithms/acme/x/errors", "not a route"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_route(text).has_value());
  }
}
