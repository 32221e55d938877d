// Names, addresses, and what connects to none of them.
#include <netdb.h>
#include <sys/socket.h>

#include <thread>

#include "blackhole.hpp"
#include "caller.hpp"
#include "catch.hpp"
#include "cluster.hpp"
#include "http/resolver.hpp"
#include "lookup.hpp"
#include "raw_server.hpp"
#include "run.hpp"
#include "scratch_folder.hpp"

using namespace algolog;
using namespace algolog::test;
namespace asio = boost::asio;
using clock_type = std::chrono::steady_clock;

namespace {

bool have_ipv6() {
  try {
    const raw_server probe([](peer&, int) {}, {}, "::1");
    return true;
  } catch (const std::exception&) {
    WARN("this host has no IPv6 loopback: skipped");
    return false;
  }
}

/// A port nothing listens on: it was free a moment ago.
std::uint16_t free_port() {
  const raw_server gone([](peer&, int) {});
  return gone.port();
}

std::string with_port(const std::string& host, std::uint16_t port) {
  return "http://" + host + ":" + std::to_string(port);
}

}  // namespace

TEST_CASE("an IPv6 address is spoken to") {
  if (!have_ipv6()) return;
  auto scenario = small_cluster();
  scenario.listen = "[::1]:0";
  simcluster::running_cluster cluster(scenario);
  caller calls(to(cluster.url()));
  CHECK(calls.ask(some_errors) == "200");
}

TEST_CASE("an IPv6 address is spoken to over TLS, and the certificate is for it") {
  if (!have_ipv6()) return;
  auto scenario = small_cluster();
  scenario.listen = "[::1]:0";
  tls_cluster cluster(scenario);
  caller calls(to(cluster->url(), cluster->ca_file()));
  CHECK(calls.ask(some_errors) == "200");
}

TEST_CASE("when nothing listens, address and port are named") {
  const auto port = free_port();
  caller calls(to(with_port("127.0.0.1", port)));
  const auto told = calls.ask();
  CHECK_THAT(told, StartsWith("connect_failed: 127.0.0.1 port " + std::to_string(port)));
  CHECK_THAT(told, ContainsSubstring("refused"));
}

TEST_CASE("when the first address refuses, the second is tried") {
  simcluster::running_cluster cluster(small_cluster());
  lead("two.test", {"127.0.0.2", "127.0.0.1"});
  caller calls(to(with_port("two.test", cluster.port())));
  CHECK(calls.ask(some_errors) == "200");
}

TEST_CASE("when IPv6 refuses, IPv4 is tried") {
  simcluster::running_cluster cluster(small_cluster());
  lead("both.test", {"::1", "127.0.0.1"});
  caller calls(to(with_port("both.test", cluster.port())));
  CHECK(calls.ask(some_errors) == "200");
}

TEST_CASE("families are tried in turn, so that a dead one costs one attempt") {
  if (!have_ipv6()) return;
  const auto port = free_port();
  lead("many.test", {"::1", "::1", "127.0.0.3", "127.0.0.4"});
  caller calls(to(with_port("many.test", port)));
  // The last one tried is named: 6, 4, 6, 4.
  CHECK_THAT(calls.ask(), StartsWith("connect_failed: 127.0.0.4 port "));
}

TEST_CASE("an address that neither accepts nor refuses leaves time for the next") {
  simcluster::running_cluster cluster(small_cluster());
  const blackhole dead("127.0.0.2", cluster.port());
  lead("half-dead.test", {"127.0.0.2", "127.0.0.1"});
  caller calls(to(with_port("half-dead.test", cluster.port())));
  CHECK(calls.ask(some_errors, 2s) == "200");
}

TEST_CASE("a name that does not exist is named") {
  fail_once("nowhere.test", EAI_AGAIN);
  caller calls(to("http://nowhere.test"));
  const auto told = calls.ask();
  CHECK_THAT(told, StartsWith("resolve_failed: nowhere.test: "));
  CHECK_THAT(told, ContainsSubstring("ailure"));
}

TEST_CASE("a failed look-up is not kept") {
  simcluster::running_cluster cluster(small_cluster());
  lead("shaky.test", {"127.0.0.1"});
  fail_once("shaky.test", EAI_AGAIN);
  caller calls(to(with_port("shaky.test", cluster.port())));
  CHECK_THAT(calls.ask(some_errors), StartsWith("resolve_failed: "));
  CHECK(calls.ask(some_errors) == "200");
}

TEST_CASE("a name is looked up once for many connections") {
  auto scenario = small_cluster();
  scenario.faults.push_back(simcluster::fault::parse("stale"));
  simcluster::running_cluster cluster(scenario);
  lead("kept.test", {"127.0.0.1"});
  caller calls(to(with_port("kept.test", cluster.port())));
  for (const auto& told : calls.ask_at_once(5, some_errors)) CHECK(told == "200");
  CHECK(calls.ask(some_errors) == "200");
  CHECK(lookups_of("kept.test") == 1);
}

TEST_CASE("a name whose addresses refuse is looked up anew") {
  simcluster::running_cluster cluster(small_cluster());
  lead("moved.test", {"127.0.0.2"});
  caller calls(to(with_port("moved.test", cluster.port())));
  CHECK_THAT(calls.ask(some_errors), StartsWith("connect_failed: 127.0.0.2 port "));
  lead("moved.test", {"127.0.0.1"});
  CHECK(calls.ask(some_errors) == "200");
}

TEST_CASE("the failure of a look-up that nobody waited for is not told later") {
  simcluster::running_cluster cluster(small_cluster());
  lead("outage.test", {"127.0.0.1"});
  caller calls(to(with_port("outage.test", cluster.port())));
  {
    const hanging_lookup outage("outage.test");
    fail_once("outage.test", EAI_AGAIN);
    CHECK_THAT(calls.ask(some_errors, 100ms), StartsWith("timeout: "));
  }
  std::this_thread::sleep_for(100ms);  // the look-up has failed by now, and the outage is over
  CHECK(calls.ask(some_errors) == "200");
}

TEST_CASE("while a look-up hangs no second one is begun") {
  caller calls(to("http://stuck.test"));
  const hanging_lookup outage("stuck.test");
  for (int i = 0; i < 3; ++i) CHECK_THAT(calls.ask("/", 50ms), StartsWith("timeout: "));
  CHECK(lookups_of("stuck.test") == 1);
}

TEST_CASE("a look-up that hangs is given up for another once names are answered again") {
  asio::io_context io;
  lead("revived.test", {"127.0.0.1"});
  resolver names(io.get_executor(), "revived.test", 80, 50ms);
  const auto ask = [&] { return run(io, names.resolve(clock_type::now() + 100ms)); };
  hanging_lookup outage("revived.test");
  CHECK(ask().error().code == errc::timeout);
  outage.let_others_pass();
  CHECK(ask().has_value());
  CHECK(lookups_of("revived.test") == 2);
}

TEST_CASE("no more than four look-ups of a name hang at a time") {
  asio::io_context io;
  resolver names(io.get_executor(), "gone.test", 80, 10ms);
  const hanging_lookup outage("gone.test");
  for (int i = 0; i < 8; ++i) {
    CHECK(run(io, names.resolve(clock_type::now() + 30ms)).error().code == errc::timeout);
  }
  CHECK(lookups_of("gone.test") == 4);
}
