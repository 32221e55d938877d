#include "web/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <list>
#include <stdexcept>
#include <thread>

#include "catch.hpp"
#include "logged.hpp"
#include "lookup.hpp"
#include "raw_client.hpp"
#include "serving.hpp"
#include "web_client.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

asio::awaitable<answer> fail(web_route, std::string) {
  throw std::runtime_error("no answer today");
  co_return answer{};
}

}  // namespace

TEST_CASE("a connection serves one request after the other") {
  server tested(here(), repeat);
  web_client client(port_of(tested));
  client.send(web_client::request("/?q=1"));
  CHECK(client.receive().body == "asked: q=1\n");
  client.send(web_client::request("/?q=2") + web_client::request("/?q=3"));
  CHECK(client.receive().body == "asked: q=2\n");
  CHECK(client.receive().body == "asked: q=3\n");
  client.send("GET / HTTP/1.1\r\nHost: [::1]:9464\r\nConnection: close\r\n\r\n");
  CHECK(client.receive().status == 200);
  CHECK(client.is_hung_up_on());
}

TEST_CASE("HEAD gets the fields of GET and no body") {
  server tested(here(), repeat);
  web_client client(port_of(tested));
  client.send(web_client::request("/metrics"));
  const auto whole = client.receive();
  client.send(web_client::request("/metrics", "HEAD") + web_client::request("/?next"));
  const auto head = client.receive(true);
  CHECK(head.head == whole.head);
  CHECK(whole.body == "asked: \n");
  CHECK(client.receive().body == "asked: next\n");
}

TEST_CASE("what is refused says why and what there is instead") {
  server tested(here(), repeat);
  const auto port = port_of(tested);
  const auto post = ask(port, "/metrics", "POST");
  CHECK(post.status == 405);
  CHECK_THAT(post.head, ContainsSubstring("Allow: GET, HEAD\r\n"));
  const auto absent = ask(port, "/metric");
  CHECK(absent.status == 404);
  CHECK_THAT(absent.body, ContainsSubstring("/metrics") && ContainsSubstring("/readyz"));
}

TEST_CASE("a body is not read, and the connection is closed after the answer") {
  server tested(here(), repeat);
  const std::pair<std::string, int> fields[] = {
      {"Content-Length: 4", 413},
      {"Transfer-Encoding: chunked", 413},
      {"Transfer-Encoding: gzip, chunked", 413},
      {"Transfer-Encoding: gzip", 400},  // nobody can tell where it ends
      {"Transfer-Encoding: chunked, gzip", 400},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip", 400},
      {"Transfer-Encoding: identity", 400},
      {"Transfer-Encoding:", 400}};
  for (const auto& [field, status] : fields) {
    CAPTURE(field);
    web_client client(port_of(tested));
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n" + field + "\r\n\r\n" +
                web_client::request("/?smuggled"));
    CHECK(client.receive().status == status);
    CHECK(client.is_hung_up_on());
  }
}

TEST_CASE("a request with two fields Host is refused, and the connection closed") {
  server tested(here(), repeat);
  web_client client(port_of(tested));
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n");
  CHECK(client.receive().status == 400);
  CHECK(client.is_hung_up_on());
}

TEST_CASE("a target may be the whole URL, as a proxy is sent it") {
  server tested(here(), repeat);
  web_client client(port_of(tested));
  client.send(web_client::request("http://localhost:9464/metrics?q=1", "GET", "127.0.0.1"));
  CHECK(client.receive().body == "asked: q=1\n");
  client.send(web_client::request("http://evil.example/metrics", "GET", "127.0.0.1"));
  CHECK(client.receive().status == 403);
}

TEST_CASE("every answer forbids what the page does not need") {
  server tested(here(), repeat);
  const auto port = port_of(tested);
  for (const std::string target : {"/", "/nothing"}) {
    const auto head = ask(port, target).head;
    CHECK_THAT(head, ContainsSubstring("Content-Security-Policy: default-src 'none'; style-src "
                                       "'self'; img-src 'self'; form-action 'self'; base-uri "
                                       "'none'; frame-ancestors 'none'\r\n"));
    CHECK_THAT(head, ContainsSubstring("X-Content-Type-Options: nosniff\r\n"));
    CHECK_THAT(head, ContainsSubstring("Referrer-Policy: no-referrer\r\n"));
    CHECK_THAT(head, ContainsSubstring("Cache-Control: no-store\r\n"));
  }
}

TEST_CASE("what is no HTTP gets a 400, a header of more than 16 KiB a 431") {
  server tested(here(), repeat);
  const auto port = port_of(tested);
  web_client other(port);
  other.send("\x16\x03\x01 hello\r\n\r\n");
  CHECK(other.receive().status == 400);
  CHECK(other.is_hung_up_on());
  web_client large(port);
  large.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(17 << 10, 'x') + "\r\n\r\n");
  CHECK(large.receive().status == 431);
  CHECK(large.is_hung_up_on());
}

TEST_CASE("who takes too long for a header, or has nothing more to ask, is hung up on") {
  auto options = here();
  options.header = 300ms;
  options.idle = 300ms;
  server tested(options, repeat);
  const auto port = port_of(tested);
  web_client silent(port);
  CHECK(silent.is_hung_up_on());
  web_client slow(port);
  bool open = slow.send("GET / HTTP/1.1\r\n");
  while (open) {  // a byte now and then does not help
    open = slow.send("X");
    std::this_thread::sleep_for(10ms);
  }
  web_client idle(port);
  idle.send(web_client::request("/"));
  CHECK(idle.receive().status == 200);
  CHECK(idle.is_hung_up_on());
}

TEST_CASE("an answer that fails is a 500 and a line in the log, and the next is answered") {
  const logged log;
  server tested(here(), fail);
  const auto port = port_of(tested);
  CHECK(ask(port, "/").status == 500);
  CHECK(ask(port, "/nothing").status == 404);
  CHECK(log.lines_with("no answer today") == 1);
}

TEST_CASE("a server stops with clients connected, whatever they do") {
  auto tested = std::make_unique<server>(here(), hang);
  const auto port = port_of(*tested);
  web_client silent(port);
  web_client half(port);
  half.send("GET / HT");
  web_client waiting(port);
  waiting.send(web_client::request("/"));
  CHECK(ask(port, "/nothing").status == 404);  // by now the others are accepted
  const auto begin = std::chrono::steady_clock::now();
  tested->stop();
  CHECK(std::chrono::steady_clock::now() - begin < 10s);
  CHECK(silent.is_hung_up_on());
  CHECK(waiting.is_hung_up_on());
  CHECK_THROWS(web_client(port));
}

TEST_CASE("an address that is taken is told once and used as soon as it is free") {
  const logged log;
  auto first = std::make_unique<server>(here(), repeat);
  auto options = here();
  options.listen = "127.0.0.1:" + std::to_string(port_of(*first));
  options.retry = 20ms;
  server second(options, repeat);
  while (log.lines_with("status.listen " + options.listen) == 0) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(100ms);  // several tries
  CHECK(second.port() == 0);
  first.reset();
  CHECK(ask(port_of(second), "/").status == 200);
  CHECK(log.lines_with("error status.listen " + options.listen + ": Address already in use") == 1);
  CHECK(log.lines_with("info status page and metrics: http://" + options.listen + "/") == 2);
}

TEST_CASE("on the loopback a Host is checked however the address was written") {
  for (const std::string listen :
       {"127.0.0.1:0", "localhost:0", "[::1]:0", "[::ffff:127.0.0.1]:0", "0.0.0.0:0", "[::]:0"}) {
    CAPTURE(listen);
    server tested(here(listen), repeat);
    const std::string address = listen == "[::1]:0" ? "::1" : "127.0.0.1";
    raw_client client(port_of(tested), address);
    client.send("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    CHECK_THAT(client.read_all(), StartsWith("HTTP/1.1 403 "));
  }
}

TEST_CASE("IPv6 can be listened on") {
  const logged log;
  server tested(here("[::1]:0"), repeat);
  CHECK(log.lines_with("http://[::1]:" + std::to_string(port_of(tested)) + "/") == 1);
}

TEST_CASE("every address of a name is listened on") {
  lead("two.test", {"127.0.0.1", "127.0.0.2"});
  const logged log;
  server tested(here("two.test:0"), repeat);
  const auto port = port_of(tested);
  for (const std::string address : {"127.0.0.1", "127.0.0.2"}) {
    raw_client client(port, address);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK_THAT(client.read_all(), StartsWith("HTTP/1.1 200 "));
    CHECK(log.lines_with("info status page and metrics: http://" + address + ":") == 1);
  }
}

TEST_CASE("an address of a name that is taken holds up none of the others") {
  lead("two.test", {"127.0.0.1", "127.0.0.2"});
  const logged log;
  auto first = std::make_unique<server>(here("127.0.0.2:0"), repeat);
  auto options = here("two.test:" + std::to_string(port_of(*first)));
  options.retry = 20ms;
  server second(options, repeat);
  const auto port = port_of(second);
  CHECK(ask(port, "/").status == 200);
  CHECK(log.lines_with("error status.listen " + options.listen + ": 127.0.0.2: Address already") ==
        1);
  first.reset();
  while (log.lines_with("http://127.0.0.2:") < 2) std::this_thread::sleep_for(1ms);
  raw_client client(port, "127.0.0.2");
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  CHECK_THAT(client.read_all(), StartsWith("HTTP/1.1 200 "));
}
