// Cancellation ends a request wherever it is, at once.
#include <atomic>
#include <thread>

#include "blackhole.hpp"
#include "caller.hpp"
#include "catch.hpp"
#include "cluster.hpp"
#include "cluster/tls_identity.hpp"
#include "lookup.hpp"
#include "raw_server.hpp"
#include "scratch_folder.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

void check_cancelled(const ending& end) {
  CHECK(end.how == "cancelled");
  CHECK(end.took < 1s);
}

std::function<bool()> connected(const raw_server& server) {
  return [&server] { return server.connections() == 1; };
}

}  // namespace

TEST_CASE("a look-up is cancelled") {
  const hanging_lookup outage("cancelled.test");
  caller calls(to("http://cancelled.test"));
  check_cancelled(calls.cancel_when([&] { return outage.entered(); }));
}

TEST_CASE("connecting is cancelled, and no other address is tried") {
  const blackhole dead("127.0.0.2");
  const blackhole next("127.0.0.3", dead.port());
  lead("cancelled-dead.test", {"127.0.0.2", "127.0.0.3"});
  caller calls(to("http://cancelled-dead.test:" + std::to_string(dead.port())));
  const auto begin = std::chrono::steady_clock::now();
  check_cancelled(
      calls.cancel_when([&] { return std::chrono::steady_clock::now() - begin > 100ms; }));
}

TEST_CASE("a handshake is cancelled") {
  raw_server silent([](peer& client, int) { client.drain(); });
  caller calls(to("https://" + silent.authority()));
  check_cancelled(calls.cancel_when(connected(silent)));
}

TEST_CASE("asking a proxy is cancelled") {
  raw_server silent([](peer& client, int) { client.drain(); });
  auto options = to("https://api.example.com");
  options.proxy = origin{false, "127.0.0.1", silent.port(), ""};
  caller calls(options);
  check_cancelled(calls.cancel_when(connected(silent)));
}

TEST_CASE("waiting for an answer is cancelled") {
  raw_server silent([](peer& client, int) { client.drain(); });
  caller calls(to(silent.url()));
  check_cancelled(calls.cancel_when(connected(silent)));
}

TEST_CASE("a body that trickles is cancelled") {
  const bool tls = GENERATE(false, true);
  const scratch_folder folder;
  const auto identity = simcluster::make_tls_identity(folder.path());
  std::atomic<bool> begun = false;
  raw_server slow(
      [&](peer& client, int) {
        client.read_head();
        client.send("HTTP/1.1 200 OK\r\n\r\n");
        while (client.send("x")) {
          begun = true;
          std::this_thread::sleep_for(5ms);
        }
      },
      tls ? raw_tls{identity.certificate, identity.key} : raw_tls{});
  caller calls(to(slow.url(), identity.ca));
  check_cancelled(calls.cancel_when([&] { return begun.load(); }));
}

TEST_CASE("a body that comes as fast as it can is cancelled") {
  std::atomic<bool> begun = false;
  const std::string piece(65536, 'x');
  raw_server fast([&](peer& client, int) {
    client.read_head();
    client.send("HTTP/1.1 200 OK\r\n\r\n");
    while (client.send(piece)) begun = true;
  });
  auto options = to(fast.url());
  options.max_body = std::size_t{1} << 40;
  caller calls(options);
  check_cancelled(calls.cancel_when([&] { return begun.load(); }));
}

TEST_CASE("after a cancelled request the next one goes as ever") {
  raw_server server([](peer& client, int nth) {
    client.read_head();
    if (nth != 1) client.send(whole_answer());
    client.drain();
  });
  caller calls(to(server.url()));
  check_cancelled(calls.cancel_when(connected(server)));
  CHECK(calls.ask() == "200");
  CHECK(server.connections() == 2);
}
