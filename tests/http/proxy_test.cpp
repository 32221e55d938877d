#include "caller.hpp"
#include "catch.hpp"
#include "cluster.hpp"
#include "scratch_folder.hpp"
#include "tunnel.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

simcluster::scenario with_key() {
  auto scenario = small_cluster();
  scenario.token = "sim-key-17";
  return scenario;
}

result<http_response> get(const transport_options& options) {
  boost::asio::io_context io{1};
  const auto transport = make_https_transport(io.get_executor(), options);
  http_request request{some_errors, "Simple sim-key-17"};
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  return run(io, transport->get(std::move(request), deadline));
}

}  // namespace

TEST_CASE("https goes through a tunnel, and the proxy never sees the key") {
  tls_cluster cluster(with_key());
  const tunnel through(cluster->port());
  auto options = to("https://localhost:" + std::to_string(cluster->port()), cluster->ca_file());
  options.proxy = through.proxy();
  CHECK(told(get(options)) == "200");
  REQUIRE(through.seen().heads().size() == 1);
  const auto head = through.seen().heads().front();
  const auto target = "localhost:" + std::to_string(cluster->port());
  CHECK_THAT(head, StartsWith("CONNECT " + target + " HTTP/1.1\r\n"));
  CHECK_THAT(head, ContainsSubstring("Host: " + target + "\r\n"));
  CHECK_THAT(head, ContainsSubstring("User-Agent: algologd/"));
  CHECK_THAT(head, !ContainsSubstring("sim-key-17"));
  CHECK_THAT(head, !ContainsSubstring("uthorization"));
  CHECK(!through.carried().empty());
  CHECK(through.carried().find("sim-key-17") == std::string::npos);
}

TEST_CASE("the proxy, not this machine, looks up the name behind it") {
  tls_cluster cluster(with_key());
  const tunnel through(cluster->port());
  auto options = to("https://behind-the-proxy.invalid", cluster->ca_file());
  options.proxy = through.proxy();
  // The tunnel leads to the cluster, whose certificate is not for that name.
  CHECK_THAT(told(get(options)), StartsWith("tls_failed: certificate refused: "));
  REQUIRE(through.seen().heads().size() == 1);
  CHECK_THAT(through.seen().heads().front(),
             StartsWith("CONNECT behind-the-proxy.invalid:443 HTTP/1.1\r\n"));
}

TEST_CASE("a tunnel is kept for the next request") {
  tls_cluster cluster(with_key());
  const tunnel through(cluster->port());
  auto options = to("https://localhost:" + std::to_string(cluster->port()), cluster->ca_file());
  options.proxy = through.proxy();
  cluster->post("/_control/token", {{"token", ""}});
  caller calls(options);
  CHECK(calls.ask(some_errors) == "200");
  CHECK(calls.ask(some_errors) == "200");
  CHECK(through.seen().connections() == 1);
}

TEST_CASE("a proxy that refuses is named, with its status") {
  const std::string status = GENERATE("407 Proxy Authentication Required", "502 Bad Gateway",
                                      "403 Forbidden", "301 Moved Permanently");
  const tunnel through(1, status);
  auto options = to("https://api.example.com");
  options.proxy = through.proxy();
  const auto text = told(get(options));
  CHECK_THAT(text, StartsWith("proxy_refused: " + through.proxy().display()));
  CHECK_THAT(text, ContainsSubstring("api.example.com:443"));
  CHECK_THAT(text, ContainsSubstring("status " + status.substr(0, 3)));
  CHECK(through.seen().connections() == 1);
}

TEST_CASE("a proxy that is no HTTP server is told so") {
  raw_server odd([](peer& client, int) {
    client.read_head();
    client.send("220 mail.example.com ESMTP\r\n");
  });
  auto options = to("https://api.example.com");
  options.proxy = origin{false, "127.0.0.1", odd.port(), ""};
  const auto text = told(get(options));
  CHECK_THAT(text, StartsWith("bad_http: "));
  CHECK_THAT(text, ContainsSubstring("proxy"));
}

TEST_CASE("a proxy that hangs up is told so") {
  raw_server odd([](peer& client, int) { client.read_head(); });
  auto options = to("https://api.example.com");
  options.proxy = origin{false, "127.0.0.1", odd.port(), ""};
  const auto text = told(get(options));
  CHECK_THAT(text, StartsWith("connection_closed: "));
  CHECK_THAT(text, ContainsSubstring("proxy"));
}

TEST_CASE("a proxy that is not there is named") {
  std::uint16_t port = 0;
  {
    const raw_server gone([](peer&, int) {});
    port = gone.port();
  }
  auto options = to("https://api.example.com");
  options.proxy = origin{false, "127.0.0.1", port, ""};
  CHECK_THAT(told(get(options)),
             StartsWith("connect_failed: 127.0.0.1 port " + std::to_string(port)));
}

TEST_CASE("http goes to the proxy in absolute form") {
  const tunnel through(1);
  auto options = to("http://api.example.com:8080/prefix");
  options.proxy = through.proxy();
  CHECK(told(get(options)) == "200");
  REQUIRE(through.seen().heads().size() == 1);
  const auto head = through.seen().heads().front();
  CHECK_THAT(head,
             StartsWith("GET http://api.example.com:8080/prefix" + some_errors + " HTTP/1.1"));
  CHECK_THAT(head, ContainsSubstring("Host: api.example.com:8080\r\n"));
}
