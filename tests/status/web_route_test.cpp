#include "web/web_route.hpp"

#include "catch.hpp"

using namespace algolog;

namespace {

web_request asking(const std::string& target, const std::string& host = "localhost") {
  web_request made;
  made.method = "GET";
  made.target = target;
  made.host = host;
  return made;
}

unsigned status_for(const std::string& host, bool loopback) {
  const auto found = find_route(asking("/", host), loopback);
  return found.to ? 200 : found.refused.status;
}

}  // namespace

TEST_CASE("a target goes to its route, with its query") {
  CHECK(find_route(asking("/"), true).to == web_route::page);
  CHECK(find_route(asking("/?q=a?b&x"), true).query == "q=a?b&x");
  CHECK(find_route(asking("/metrics?"), true).to == web_route::metrics);
  CHECK(find_route(asking("/status.json"), true).query.empty());
  for (const char* target : {"/Metrics", "/metrics/", "//", "", "*", "http://x/metrics", "/../"}) {
    CHECK(find_route(asking(target), true).refused.status == 404);
  }
}

TEST_CASE("a name that somebody else's web page may have gets no answer on the loopback") {
  for (const char* host : {"127.0.0.1", "127.0.0.1:9464", "[::1]", "[::1]:9464", "localhost",
                           "localhost:1", "10.1.2.3:9464"}) {
    CHECK(status_for(host, true) == 200);
  }
  for (const char* host :
       {"evil.example", "evil.example:9464", "localhost.evil.example", "127.0.0.1.evil.example",
        "evil@localhost", "evil@127.0.0.1", "", "[::1", "[v1.x]", "a b", "localhost,x"}) {
    CHECK(status_for(host, true) == 403);
    CHECK(status_for(host, false) == 200);
  }
}

TEST_CASE("a request without a Host gets no answer") {
  auto request = asking("/");
  request.host.reset();
  CHECK(find_route(request, false).refused.status == 400);
}
