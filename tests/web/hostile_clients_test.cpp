#include <iterator>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "http_reading.hpp"
#include "logged.hpp"
#include "raw_client.hpp"
#include "serving.hpp"
#include "web_client.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

asio::awaitable<answer> a_megabyte(web_route, std::string) {
  static const auto body = std::make_shared<const std::string>(1 << 20, 'x');
  answer made;
  made.body = body;
  co_return made;
}

std::vector<int> answers_to(std::uint16_t port, const std::string& bytes,
                            std::vector<std::string> methods = {}) {
  raw_client client(port);
  client.send(bytes);
  client.end_sending();
  return http_reading(client.read_all(), std::move(methods)).statuses();
}

bool answers_others(std::uint16_t port) {
  for (int i = 0; i < 5; ++i)
    if (ask(port, "/healthz").status != 200) return false;
  return true;
}

std::string with(const std::string& fields) {
  return "GET / HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n\r\n";
}

}  // namespace

TEST_CASE("each request of a stream is answered once, in order, however its bytes arrive") {
  server tested(here(), repeat);
  const auto port = port_of(tested);
  const auto stream =
      web_client::request("/?1") + web_client::request("/metrics", "HEAD") +
      web_client::request("/nothing") + web_client::request("/", "POST") +
      web_client::request("http://localhost/?2") + web_client::request("/", "GET", "evil.example") +
      "GET / HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n" + web_client::request("/?never");
  const std::vector<std::string> methods{"GET", "HEAD"};
  const std::vector<int> statuses{200, 200, 404, 405, 200, 403, 200};
  for (const std::size_t step :
       {stream.size(), stream.size() / 2, std::size_t{7}, std::size_t{1}}) {
    CAPTURE(step);
    raw_client client(port);
    for (std::size_t at = 0; at < stream.size(); at += step) client.send(stream.substr(at, step));
    CHECK(http_reading(client.read_all(), methods).statuses() == statuses);
  }
}

TEST_CASE("who has ended sending gets the answers to what was sent") {
  server tested(here(), a_megabyte);
  const auto port = port_of(tested);
  const auto one = web_client::request("/");
  CHECK(answers_to(port, one + one + one) == std::vector<int>{200, 200, 200});
  CHECK(answers_to(port, "").empty());
}

TEST_CASE("what is malformed is refused once, in valid HTTP, and nothing after it is answered") {
  server tested(here(), repeat);
  const auto port = port_of(tested);
  const auto next = web_client::request("/?smuggled");
  const std::string malformed[] = {
      std::string(8, '\0') + "\r\n\r\n",
      "\r\n\x16\x03\x01\r\n\r\n",
      "GET /\r\n\r\n",
      "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET http://localhost/#x HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET ftp:x HTTP/1.1\r\nHost: localhost\r\n\r\n",
      with("no colon"),
      with("X: a\x01z"),
      with("Host: localhost"),
      with("Content-Length: -1"),
      with("Content-Length: 1\r\nContent-Length: 2"),
      with("Content-Length: 5\r\nTransfer-Encoding: chunked"),
      with("Content-Length: 4"),
      with("Content-Length: 99999999999999999999999"),
      with("Transfer-Encoding: chunked"),
      with("Transfer-Encoding: gzip"),
      with("X: " + std::string(20'000, 'x')),
  };
  for (const auto& bytes : malformed) {
    CAPTURE(bytes.substr(0, 100));
    const auto alone = answers_to(port, bytes + next);
    CHECK((alone.size() == 1 && alone[0] >= 400 && alone[0] < 500));
    const auto second = answers_to(port, next + bytes + next);
    CHECK((second.size() == 2 && second[0] == 200 && second[1] >= 400));
  }
  CHECK(answers_to(port, "GET / HTTP/1.1\r\nHost: loc") == std::vector<int>{400});
}

TEST_CASE("requests that were changed at random get valid HTTP, one answer each at most") {
  const logged log;
  server tested(here(), repeat);
  const auto port = port_of(tested);
  std::mt19937 random(7);  // the same changes each time
  const auto below = [&](std::size_t n) { return random() % n; };
  const auto plain = with("X: y\r\nContent-Length: 0") + web_client::request("/status.json?a=b");
  const std::string pieces[] = {
      "\r\n",        "\n",       ":",       " ",        "\t",    "\xff", std::string(1, '\0'),
      "Host: x\r\n", "HTTP/1.1", "chunked", "\r\n\r\n", "GET / "};
  for (int trial = 0; trial < 400; ++trial) {
    auto bytes = plain;
    for (auto changes = 1 + below(4); changes > 0; --changes) {
      const auto at = below(bytes.size());
      bytes.replace(at, below(6), pieces[below(std::size(pieces))]);
    }
    CAPTURE(bytes);
    std::vector<int> statuses;
    CHECK_NOTHROW(statuses = answers_to(port, bytes));
    CHECK(statuses.size() <= 6);  // as many requests as four changes can make of two
  }
  CHECK(answers_others(port));
  CHECK(log.lines_with("error") == 0);
}

TEST_CASE("clients that are slow, greedy or gone do not keep others from their answers") {
  server tested(here(), a_megabyte);
  const auto port = port_of(tested);
  std::list<raw_client> silent;
  std::list<raw_client> dribbling;
  std::list<raw_client> greedy;
  std::string many;
  for (int i = 0; i < 2000; ++i) many += web_client::request("/");
  for (int i = 0; i < 40; ++i) {
    silent.emplace_back(port);
    dribbling.emplace_back(port).send("GET / HTTP/1.1\r\nX");
    greedy.emplace_back(port).push(many);
    { raw_client(port).send(web_client::request("/")); }  // gone before its answer
    for (auto& client : dribbling) client.push(":");
    for (auto& client : greedy) client.push(many);
  }
  CHECK(answers_others(port));
  const auto taken = greedy.back().read(3U << 20);  // it is served as it reads
  CHECK(taken.size() == 3U << 20);
  CHECK(answers_others(port));
}
