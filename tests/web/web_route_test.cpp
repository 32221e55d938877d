#include "web/web_route.hpp"

#include <boost/asio/buffer.hpp>

#include "catch.hpp"
#include "web/web_request.hpp"

using namespace algolog;

namespace {

web_request read(const std::string& bytes) {
  request_parser parser;
  boost::system::error_code failed;
  parser.put(boost::asio::buffer(bytes), failed);
  REQUIRE(parser.is_header_done());
  return read_request(parser.get());
}

web_request asking(const std::string& target, const std::string& host = "localhost",
                   const std::string& method = "GET") {
  return read(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
}

unsigned status_of(const web_request& request, bool loopback = true) {
  const auto found = find_route(request, loopback);
  return found.to ? 200 : found.rejection.status;
}

unsigned status_for(const std::string& host, bool loopback) {
  return status_of(asking("/", host), loopback);
}

}  // namespace

TEST_CASE("a target goes to its route, with its query") {
  CHECK(find_route(asking("/"), true).to == web_route::page);
  CHECK(find_route(asking("/?q=a?b&x"), true).query == "q=a?b&x");
  CHECK(find_route(asking("/metrics?"), true).to == web_route::metrics);
  CHECK(find_route(asking("/status.json"), true).query.empty());
  for (const char* target : {"/Metrics", "/metrics/", "//", "/../", "/http://localhost/"})
    CHECK(status_of(asking(target)) == 404);
  for (const char* target :
       {"*", "metrics", "localhost:9464", "?q", "mailto:x", "http:///metrics", "http://:80/",
        "://x/", "http://evil@localhost/", "http://localhost/#x"})
    CHECK(status_of(asking(target)) == 400);
  CHECK(status_of(asking("*", "localhost", "OPTIONS")) == 405);
}

TEST_CASE("a target that is a whole URL goes by its own host") {
  const auto found = find_route(asking("HTTP://LocalHost:9464/metrics?a=b", "evil.example"), true);
  CHECK(found.to == web_route::metrics);
  CHECK(found.query == "a=b");
  CHECK(find_route(asking("http://127.0.0.1"), true).to == web_route::page);
  CHECK(find_route(asking("http://[::1]?q=1"), true).query == "q=1");
  CHECK(status_of(asking("http://evil.example/")) == 403);
  CHECK(status_of(asking("http://127.0.0.1.evil.example/")) == 403);
  CHECK(status_of(asking("http://evil.example/"), false) == 200);
  CHECK(status_of(asking("https://localhost/")) == 421);
}

TEST_CASE("a name that somebody else's web page may have gets no answer on the loopback") {
  for (const char* host : {"127.0.0.1", "127.0.0.1:9464", "[::1]", "[::1]:9464", "localhost",
                           "LOCALHOST", "LocalHost:9464", "localhost:1", "10.1.2.3:9464"}) {
    CHECK(status_for(host, true) == 200);
  }
  for (const char* host : {"evil.example", "evil.example:9464", "localhost.evil.example",
                           "127.0.0.1.evil.example", "", "localhost,x"}) {
    CHECK(status_for(host, true) == 403);
    CHECK(status_for(host, false) == 200);
  }
}

TEST_CASE("a request without one Host that is a host gets no answer") {
  for (const char* host :
       {"evil@localhost", "evil@127.0.0.1", "[::1", "[v1.x]x", "a b", "localhost:x", "a:1:2"}) {
    CHECK(status_for(host, true) == 400);
    CHECK(status_for(host, false) == 400);
  }
  for (const char* fields : {"", "Host: localhost\r\nHost: localhost\r\n"}) {
    const auto found = find_route(read("GET / HTTP/1.1\r\n" + std::string(fields) + "\r\n"), false);
    CHECK(found.rejection.status == 400);
    CHECK(found.rejection.may_close);
  }
}

TEST_CASE("a body, or what may be one, is refused however long it says it is") {
  const auto with = [](const std::string& field) {
    return status_of(read("GET / HTTP/1.1\r\nHost: localhost\r\n" + field + "\r\n\r\n"));
  };
  CHECK(with("Content-Length: 0") == 200);
  CHECK(with("Content-Length: 1") == 413);
  CHECK(with("Content-Length: 1000000000000") == 413);
  CHECK(with("Transfer-Encoding: chunked") == 413);
  CHECK(with("Transfer-Encoding: gzip") == 400);
}
