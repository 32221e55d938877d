#include "api/route.hpp"

#include "api/request_target.hpp"
#include "catch.hpp"

using namespace algolog;

namespace {

using kind = route::kind;

const algorithm_ref by_name{"acme", "fraud_score", ""};
const algorithm_ref by_uuid{"", "", "4a1b7a2a-4183-4939-a292-26e677aeba73"};

}  // namespace

TEST_CASE("every target that is asked for is understood again") {
  for (const auto& ref : {by_name, by_uuid}) {
    CHECK(parse_route(algorithm_target(ref)) == route{kind::algorithm, ref, ""});
    CHECK(parse_route(errors_target(ref)) == route{kind::errors, ref, ""});
  }
  CHECK(parse_route(builds_target(by_name, 50, {})) == route{kind::builds, by_name, ""});
  CHECK(parse_route(builds_target(by_name, 50, "a/b&c")) == route{kind::builds, by_name, ""});
  CHECK(parse_route(build_target(by_name, "b1")) == route{kind::build, by_name, "b1"});
  CHECK(parse_route(build_log_target(by_name, "b1")) == route{kind::build_log, by_name, "b1"});
  CHECK(parse_route(versions_target(by_name, 50, "m")) == route{kind::versions, by_name, ""});
  CHECK(parse_route(version_target(by_name, "h1")) == route{kind::version, by_name, "h1"});
}

TEST_CASE("an id comes back as it was, whatever is in it") {
  const std::string id = "../a b?c=d#e%2F\r\n";
  CHECK(parse_route(build_log_target(by_name, id)) == route{kind::build_log, by_name, id});
  CHECK(parse_route(version_target(by_name, id)) == route{kind::version, by_name, id});
}

TEST_CASE("an algorithm may be called as a collection is") {
  const algorithm_ref odd{"builds", "errors", ""};
  CHECK(parse_route(algorithm_target(odd)) == route{kind::algorithm, odd, ""});
  CHECK(parse_route(errors_target(odd)) == route{kind::errors, odd, ""});
}

TEST_CASE("by UUID every collection is understood, in either case of letters") {
  const std::string base = "/v1/algorithms/4A1B7A2A-4183-4939-A292-26E677AEBA73";
  CHECK(parse_route(base + "/builds?limit=1") == route{kind::builds, by_uuid, ""});
  CHECK(parse_route(base + "/builds/b1/logs") == route{kind::build_log, by_uuid, "b1"});
  CHECK(parse_route(base + "/versions/h1") == route{kind::version, by_uuid, "h1"});
}

TEST_CASE("any other target is no route") {
  for (const char* target :
       {"", "/", "/v1", "/v1/algorithms", "/v1/algorithms/acme", "/v2/algorithms/acme/x/errors",
        "/v1/algorithms/acme/x/other", "/v1/algorithms/acme/x/errors/1",
        "/v1/algorithms/acme/x/builds/b1/other", "/v1/algorithms/acme/x/builds/b1/logs/1",
        "/v1/algorithms/acme/x/versions/h1/2", "/v1/algorithms/acme/1x/errors",
        "/v1/algorithms/acme/x%zz/errors", "v1/algorithms/acme/x/errors", "not a target"}) {
    CAPTURE(target);
    CHECK_FALSE(parse_route(target).has_value());
  }
}
