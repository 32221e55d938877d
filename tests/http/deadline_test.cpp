// One deadline bounds every part of an exchange.
#include <thread>

#include "blackhole.hpp"
#include "caller.hpp"
#include "catch.hpp"
#include "cluster.hpp"
#include "lookup.hpp"
#include "raw_server.hpp"
#include "scratch_folder.hpp"
#include "tunnel.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

constexpr auto timeout = 300ms;
constexpr auto generous = 5s;  // far less than any of these servers would take

/// Asks with the time-out and checks that it was kept.
std::string told_in_time(transport_options options, const std::string& target = "/") {
  caller calls(std::move(options));
  const auto begin = std::chrono::steady_clock::now();
  auto told = calls.ask(target, timeout);
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(took >= timeout);
  CHECK(took < generous);
  return told;
}

std::string told_of_fault(const std::string& kind, bool tls) {
  const scratch_folder folder;
  auto scenario = small_cluster();
  if (tls) scenario.make_tls = folder.path();
  auto fault = simcluster::fault::parse(kind);
  fault.ms = 20'000;
  scenario.faults.push_back(fault);
  simcluster::running_cluster cluster(scenario);
  return told_in_time(to(cluster.url(), cluster.ca_file()), some_errors);
}

}  // namespace

TEST_CASE("a look-up that hangs ends at the deadline and names the host") {
  const hanging_lookup outage("slow.test");
  const auto told = told_in_time(to("http://slow.test"));
  CHECK_THAT(told, StartsWith("timeout: "));
  CHECK_THAT(told, ContainsSubstring("slow.test"));
}

TEST_CASE("a connection that is neither accepted nor refused ends at the deadline") {
  const blackhole dead;
  const auto told = told_in_time(to("http://127.0.0.1:" + std::to_string(dead.port())));
  CHECK_THAT(told, StartsWith("timeout: 127.0.0.1 port " + std::to_string(dead.port())));
}

TEST_CASE("many dead addresses share one deadline") {
  const blackhole first("127.0.0.2");
  const blackhole second("127.0.0.3", first.port());
  const blackhole third("127.0.0.4", first.port());
  lead("dead.test", {"127.0.0.2", "127.0.0.3", "127.0.0.4"});
  const auto told = told_in_time(to("http://dead.test:" + std::to_string(first.port())));
  CHECK_THAT(told, StartsWith("timeout: 127.0.0.4 port "));
}

TEST_CASE("a handshake without an answer ends at the deadline") {
  raw_server silent([](peer& client, int) { client.drain(); });
  const auto told = told_in_time(to("https://" + silent.authority()));
  CHECK_THAT(told, StartsWith("timeout: TLS handshake: "));
}

TEST_CASE("a proxy without an answer ends at the deadline") {
  raw_server silent([](peer& client, int) { client.drain(); });
  auto options = to("https://api.example.com");
  options.proxy = origin{false, "127.0.0.1", silent.port(), ""};
  const auto told = told_in_time(options);
  CHECK_THAT(told, StartsWith("timeout: "));
  CHECK_THAT(told, ContainsSubstring("proxy"));
}

TEST_CASE("a request without an answer ends at the deadline") {
  CHECK_THAT(told_of_fault("hang", false), StartsWith("timeout: "));
  CHECK_THAT(told_of_fault("hang", true), StartsWith("timeout: "));
  CHECK_THAT(told_of_fault("slow", false), StartsWith("timeout: "));
}

TEST_CASE("a header that trickles ends at the deadline") {
  raw_server slow([](peer& client, int) {
    client.read_head();
    client.send("HTTP/1.1 200 OK\r\n");
    while (client.send("X-A: b\r\n")) std::this_thread::sleep_for(10ms);
  });
  CHECK_THAT(told_in_time(to(slow.url())), StartsWith("timeout: "));
}

TEST_CASE("a body that trickles ends at the deadline, however steadily bytes come") {
  CHECK_THAT(told_of_fault("trickle", false), StartsWith("timeout: "));
  CHECK_THAT(told_of_fault("trickle", true), StartsWith("timeout: "));
}

TEST_CASE("a body that comes as fast as it can ends at the deadline") {
  const std::string piece(65536, 'x');
  raw_server fast([&](peer& client, int) {
    client.read_head();
    client.send("HTTP/1.1 200 OK\r\n\r\n");
    while (client.send(piece)) {
    }
  });
  auto options = to(fast.url());
  options.max_body = std::size_t{1} << 40;
  CHECK_THAT(told_in_time(options), StartsWith("timeout: "));
}

TEST_CASE("interim answers that trickle end at the deadline") {
  raw_server slow([](peer& client, int) {
    client.read_head();
    while (client.send("HTTP/1.1 102 Processing\r\n\r\n")) std::this_thread::sleep_for(100ms);
  });
  CHECK_THAT(told_in_time(to(slow.url())), StartsWith("timeout: "));
}

TEST_CASE("a trickle within the deadline is an answer") {
  auto scenario = small_cluster();
  auto fault = simcluster::fault::parse("trickle");
  fault.ms = 300;
  scenario.faults.push_back(fault);
  simcluster::running_cluster cluster(scenario);
  caller calls(to(cluster.url()));
  CHECK(calls.ask(some_errors) == "200");
}

TEST_CASE("the retry of a stale connection has what is left of the deadline") {
  raw_server server([](peer& client, int nth) {
    client.read_head();
    if (nth == 1) client.send(whole_answer());
    if (nth == 1) client.read_head();
    if (nth != 1) client.drain();
  });
  caller calls(to(server.url()));
  CHECK(calls.ask() == "200");
  CHECK_THAT(calls.ask("/", timeout), StartsWith("timeout: "));
  CHECK(server.connections() == 2);
}

TEST_CASE("a deadline that has passed already is a time-out") {
  simcluster::running_cluster cluster(small_cluster());
  caller calls(to(cluster.url()));
  CHECK_THAT(calls.ask(some_errors, -1s), StartsWith("timeout: "));
  CHECK(calls.ask(some_errors) == "200");
  CHECK_THAT(calls.ask(some_errors, -1s), StartsWith("timeout: "));  // on a kept connection
}

TEST_CASE("a connection kept for later does not end at an earlier deadline") {
  simcluster::running_cluster cluster(small_cluster());
  caller calls(to(cluster.url()));
  CHECK(calls.ask(some_errors, 2s) == "200");
  std::this_thread::sleep_for(2100ms);
  CHECK(calls.ask(some_errors) == "200");
  CHECK(counted(cluster, "connections") == 1);
}
