#include <list>

#include "catch.hpp"
#include "logged.hpp"
#include "serving.hpp"
#include "web_client.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

constexpr std::size_t limit = 64;

}  // namespace

TEST_CASE("connections that ask nothing keep nobody out, and are told of once") {
  const logged log;
  server tested(here(), repeat);
  const auto port = port_of(tested);
  std::list<web_client> idle;
  for (std::size_t i = 0; i < limit; ++i) idle.emplace_back(port);
  for (int i = 0; i < 10; ++i) {
    CHECK(ask(port, "/healthz").status == 200);
    idle.emplace_back(port);
  }
  CHECK(log.lines_with("warning") == 1);
  CHECK(log.lines_with("64 connections") == 1);
}

TEST_CASE("the connection that has waited longest makes room, in whatever it waits") {
  server tested(here(), repeat);
  const auto port = port_of(tested);
  web_client oldest(port);
  web_client half(port);
  half.send("GET / HTTP/1.1\r\n");
  CHECK(ask(port, "/").status == 200);  // by now it has begun
  std::list<web_client> idle;
  for (std::size_t i = 2; i < limit; ++i) {
    idle.emplace_back(port).send(web_client::request("/"));
    CHECK(idle.back().receive().status == 200);
  }
  web_client late(port);
  late.send(web_client::request("/"));
  CHECK(late.receive().status == 200);
  CHECK(oldest.is_hung_up_on());
  web_client later(port);
  later.send(web_client::request("/"));
  CHECK(later.receive().status == 200);
  CHECK(half.is_hung_up_on());
  for (auto& client : idle) {
    client.send(web_client::request("/?still"));
    CHECK(client.receive().body == "asked: still\n");
  }
}

TEST_CASE("who is being answered is not hung up on to make room") {
  auto options = here();
  options.most_connections = 2;
  const auto answered = [](web_route to, std::string query) {
    return query == "hang" ? hang(to, std::move(query)) : repeat(to, std::move(query));
  };
  server tested(options, answered);
  const auto port = port_of(tested);
  web_client waiting(port);
  waiting.send(web_client::request("/?hang"));
  for (int i = 0; i < 4; ++i) {
    web_client other(port);
    other.send(web_client::request("/"));
    CHECK(other.receive().status == 200);
  }
  tested.stop();
  CHECK(waiting.is_hung_up_on());
}
