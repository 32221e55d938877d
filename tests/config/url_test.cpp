#include "config/url.hpp"

#include "catch.hpp"

using namespace algolog;

TEST_CASE("the port is the scheme's own unless given") {
  CHECK(parse_base_url("https://api.example.com").value->port == 443);
  CHECK(parse_base_url("http://localhost").value->port == 80);
  CHECK(parse_base_url("https://api.example.com:8443").value->port == 8443);
  CHECK(parse_base_url("https://api.example.com:").value->port == 443);
}

TEST_CASE("a path prefix is kept without its final slash") {
  CHECK(parse_base_url("https://api.example.com/").value->base_path.empty());
  CHECK(parse_base_url("https://api.example.com/algo/").value->base_path == "/algo");
}

TEST_CASE("an IPv6 host loses its brackets and is displayed with them") {
  const auto url = parse_base_url("http://[::1]:8080/x").value;
  REQUIRE(url);
  CHECK(url->host == "::1");
  CHECK(url->port == 8080);
  CHECK(url->display() == "http://[::1]:8080/x");
}

TEST_CASE("a host name is compared and displayed in lower case") {
  CHECK(parse_base_url("HTTPS://API.Example.COM:443").value->display() ==
        "https://api.example.com");
}

TEST_CASE("a base URL that cannot be what was meant is refused with the way out") {
  const auto problem = [](const char* text) {
    const auto url = parse_base_url(text);
    CHECK_FALSE(url.value);
    return url.problem;
  };
  CHECK_THAT(problem("api.example.com"), ContainsSubstring("is not a URL"));
  CHECK_THAT(problem("//api.example.com"), ContainsSubstring("is not a URL"));
  CHECK_THAT(problem("ftp://api.example.com"), ContainsSubstring("https and http"));
  CHECK_THAT(problem("https://"), ContainsSubstring("no usable host"));
  CHECK_THAT(problem("https:/api.example.com"), ContainsSubstring("no usable host"));
  CHECK_THAT(problem("https://api.example.com."), ContainsSubstring("no usable host"));
  CHECK_THAT(problem("https://a%00b"), ContainsSubstring("no usable host"));
  CHECK_THAT(problem("https://[v1.x]"), ContainsSubstring("no usable host"));
  CHECK_THAT(problem("https://api.example.com:0"), ContainsSubstring("port"));
  CHECK_THAT(problem("https://api.example.com:65536"), ContainsSubstring("port"));
  CHECK_THAT(problem("https://api.example.com/v1"), ContainsSubstring("leave it out"));
  CHECK_THAT(problem("https://api.example.com/algo/v1/"), ContainsSubstring("leave it out"));
  CHECK_THAT(problem("https://api.example.com?x=1"), ContainsSubstring("query"));
  CHECK_THAT(problem("https://api.example.com#x"), ContainsSubstring("fragment"));
}

TEST_CASE("the problem of a URL never repeats the password in it") {
  const auto url = parse_base_url("https://me:hunter2@api.example.com");
  CHECK_FALSE(url.value);
  CHECK_THAT(url.problem, ContainsSubstring("user name or password"));
  CHECK_THAT(url.problem, !ContainsSubstring("hunter2"));
}

TEST_CASE("a proxy is exactly http://host:port") {
  CHECK(parse_proxy_url("http://proxy.example.com:3128").value->display() ==
        "http://proxy.example.com:3128");
  CHECK(parse_proxy_url("http://[::1]:3128/").value->host == "::1");
  for (const char* text : {"proxy.example.com:3128", "https://proxy:3128", "socks5://proxy:1080",
                           "http://proxy", "http://proxy:", "http://proxy:0",
                           "http://u:p@proxy:3128", "http://proxy:3128/x", "http://proxy:3128?x"})
    CHECK_FALSE(parse_proxy_url(text).value);
}

TEST_CASE("only what is this machine for certain is loopback") {
  for (const char* host :
       {"localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"})
    CHECK(is_loopback(host));
  for (const char* host : {"localhost.example.com", "127.0.0.1.example.com", "127.1", "128.0.0.1",
                           "0.0.0.0", "::", "::2", "::ffff:10.0.0.1", "10.0.0.1", ""})
    CHECK_FALSE(is_loopback(host));
}

TEST_CASE("an address to listen on is a host and a port") {
  CHECK(parse_host_port("127.0.0.1:9464")->port == 9464);
  CHECK(parse_host_port("[::1]:9464")->host == "::1");
  CHECK(parse_host_port("localhost:0")->port == 0);
  for (const char* text : {"", ":9464", "127.0.0.1", "127.0.0.1:", "::1:9464", "127.0.0.1:65536",
                           "127.0.0.1:x", "127.0.0.1:80/x", "u@127.0.0.1:80", "9464"})
    CHECK_FALSE(parse_host_port(text));
}
