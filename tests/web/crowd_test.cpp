#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "catch.hpp"
#include "logged.hpp"
#include "memory.hpp"
#include "raw_client.hpp"
#include "serving.hpp"
#include "web/rendering.hpp"
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

TEST_CASE("a snapshot is drawn once, however many ask for it") {
  int drawn = 0;
  rendering tested([&](const status& of) {
    ++drawn;
    return std::to_string(of.at);
  });
  const auto now = std::make_shared<const status>();
  const auto first = tested.of(now);
  CHECK(tested.of(now) == first);
  CHECK(drawn == 1);
  auto next = std::make_shared<status>();
  next->at = 7;
  CHECK(*tested.of(next) == "7");
  CHECK(*first == "0");
  CHECK(drawn == 2);
}

TEST_CASE("readers that take nothing share one body") {
  const auto body = std::make_shared<const std::string>(1 << 20, 'x');
  const auto large = [body](web_route, std::string) -> asio::awaitable<answer> {
    answer made;
    made.body = body;
    co_return made;
  };
  server tested(here(), large);
  const auto port = port_of(tested);
  const auto before = bytes_in_use();
  std::list<raw_client> slow;
  for (std::size_t i = 0; i < limit; ++i) {
    slow.emplace_back(port).send(web_client::request("/status.json"));
    CHECK(slow.back().read(12) == "HTTP/1.1 200");
  }
  CHECK(bytes_in_use() < before + (16U << 20));
  const auto rest = slow.back().read(body->size());  // a reader that takes its answer gets it whole
  CHECK(rest.size() == body->size());
}

TEST_CASE("bodies that are not taken are bounded by hanging up on the slowest reader") {
  const logged log;
  std::mutex mutex;
  std::vector<std::weak_ptr<const std::string>> made_of;
  constexpr std::size_t size = 1 << 20;
  const auto large = [&](web_route, std::string) -> asio::awaitable<answer> {
    answer made;
    made.body = std::make_shared<const std::string>(size, 'x');
    const std::lock_guard lock(mutex);
    made_of.push_back(made.body);
    co_return made;
  };
  auto options = here();
  options.most_pending = 4 * size;
  server tested(options, large);
  const auto port = port_of(tested);
  std::list<raw_client> slow;
  for (int i = 0; i < 20; ++i) {
    slow.emplace_back(port).send(web_client::request("/status.json"));
    CHECK(slow.back().read(12) == "HTTP/1.1 200");
  }
  CHECK(slow.back().read(size).size() == size);
  std::size_t held = 0;
  for (const auto& one : made_of) held += one.expired() ? 0U : size;
  CHECK(held <= options.most_pending);
  CHECK(log.lines_with("warning") == 1);
}

TEST_CASE("a reader gets its answer however slowly it takes it, one that takes nothing is left") {
  const auto body = std::make_shared<const std::string>(32U << 20, 'x');
  const auto large = [body](web_route, std::string) -> asio::awaitable<answer> {
    answer made;
    made.body = body;
    co_return made;
  };
  auto options = here();
  options.write = 1s;
  server tested(options, large);
  const auto port = port_of(tested);
  const auto unused = body.use_count();
  raw_client stuck(port);
  stuck.send(web_client::request("/"));
  CHECK(stuck.read(12) == "HTTP/1.1 200");
  while (body.use_count() > unused) std::this_thread::sleep_for(5ms);  // hung up on
  CHECK(stuck.read_all().size() < body->size());
  raw_client steady(port);
  steady.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  std::size_t got = 0;
  for (std::size_t step = 1; step > 0; got += step) {
    step = steady.read(2U << 20).size();
    std::this_thread::sleep_for(100ms);  // in all longer than the time-out
  }
  CHECK(got > body->size());
}
