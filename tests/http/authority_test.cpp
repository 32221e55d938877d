#include "http/authority.hpp"

#include "catch.hpp"
#include "version.hpp"

using namespace algolog;

TEST_CASE("the Host field names a port only where it is not the scheme's own") {
  CHECK(authority({true, "api.example.com", 443, ""}) == "api.example.com");
  CHECK(authority({true, "api.example.com", 80, ""}) == "api.example.com:80");
  CHECK(authority({true, "api.example.com", 8443, ""}) == "api.example.com:8443");
  CHECK(authority({false, "api.example.com", 80, ""}) == "api.example.com");
  CHECK(authority({false, "api.example.com", 443, ""}) == "api.example.com:443");
}

TEST_CASE("the base path is no part of the authority") {
  CHECK(authority({true, "api.example.com", 443, "/cluster"}) == "api.example.com");
}

TEST_CASE("an IPv6 address stands in brackets, an IPv4 address does not") {
  CHECK(authority({true, "::1", 443, ""}) == "[::1]");
  CHECK(authority({false, "fd00::2", 8080, ""}) == "[fd00::2]:8080");
  CHECK(authority({false, "127.0.0.1", 8080, ""}) == "127.0.0.1:8080");
}

TEST_CASE("CONNECT always names the port") {
  CHECK(authority_with_port({true, "api.example.com", 443, ""}) == "api.example.com:443");
  CHECK(authority_with_port({true, "::1", 443, ""}) == "[::1]:443");
}

TEST_CASE("the user agent is the program and its version") {
  CHECK(user_agent() == std::string("algologd/") + version);
}
