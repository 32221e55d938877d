#include <atomic>
#include <thread>

#include "caller.hpp"
#include "catch.hpp"
#include "cluster.hpp"
#include "raw_server.hpp"
#include "scratch_folder.hpp"

using namespace algolog;
using namespace algolog::test;

TEST_CASE("one request after the other uses one connection") {
  simcluster::running_cluster cluster(small_cluster());
  caller calls(to(cluster.url()));
  for (int i = 0; i < 5; ++i) CHECK(calls.ask(some_errors) == "200");
  CHECK(counted(cluster, "requests") == 5);
  CHECK(counted(cluster, "connections") == 1);
}

TEST_CASE("one request after the other uses one TLS connection") {
  tls_cluster cluster;
  caller calls(to(cluster->url(), cluster->ca_file()));
  for (int i = 0; i < 5; ++i) CHECK(calls.ask(some_errors) == "200");
  CHECK(counted(*cluster, "connections") == 1);
}

TEST_CASE("only so many idle connections are kept") {
  auto scenario = small_cluster();
  scenario.latency.ms = 100;  // so that all are in flight together
  simcluster::running_cluster cluster(scenario);
  auto options = to(cluster.url());
  options.max_idle = 2;
  caller calls(options);
  for (const auto& told : calls.ask_at_once(5, some_errors)) CHECK(told == "200");
  CHECK(counted(cluster, "connections") == 5);
  for (const auto& told : calls.ask_at_once(5, some_errors)) CHECK(told == "200");
  CHECK(counted(cluster, "connections") == 8);  // two reused, three anew
}

TEST_CASE("an answer that says close ends the connection") {
  raw_server server([](peer& client, int) {
    while (!client.read_head().empty()) {
      if (!client.send(whole_answer("{}", "200 OK", "Connection: close\r\n"))) return;
    }
  });
  caller calls(to(server.url()));
  CHECK(calls.ask() == "200");
  CHECK(calls.ask() == "200");
  CHECK(server.connections() == 2);
}

TEST_CASE("an HTTP/1.0 answer ends the connection") {
  raw_server server([](peer& client, int) {
    while (!client.read_head().empty()) {
      if (!client.send("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}")) return;
    }
  });
  caller calls(to(server.url()));
  CHECK(calls.ask() == "200");
  CHECK(calls.ask() == "200");
  CHECK(server.connections() == 2);
}

TEST_CASE("an idle connection that the cluster closed is replaced unnoticed") {
  auto scenario = small_cluster();
  scenario.faults.push_back(simcluster::fault::parse("stale"));
  simcluster::running_cluster cluster(scenario);
  caller calls(to(cluster.url()));
  for (int i = 0; i < 3; ++i) CHECK(calls.ask(some_errors) == "200");
  CHECK(counted(cluster, "connections") == 3);
  CHECK(counted(cluster, "requests") == 3);
}

TEST_CASE("an idle TLS connection that the cluster closed is replaced unnoticed") {
  auto scenario = small_cluster();
  scenario.faults.push_back(simcluster::fault::parse("stale"));
  tls_cluster cluster(scenario);
  caller calls(to(cluster->url(), cluster->ca_file()));
  for (int i = 0; i < 3; ++i) CHECK(calls.ask(some_errors) == "200");
  CHECK(counted(*cluster, "connections") == 3);
}

TEST_CASE("a reused connection that ends without a byte is retried once, on a fresh one") {
  const bool with_reset = GENERATE(false, true);
  raw_server server([&](peer& client, int) {
    client.read_head();
    client.send(whole_answer());
    client.read_head();  // the cluster hangs up while the request is on its way
    if (with_reset) client.reset();
  });
  caller calls(to(server.url()));
  CHECK(calls.ask() == "200");
  CHECK(calls.ask() == "200");
  CHECK(server.connections() == 2);
}

TEST_CASE("of many stale connections one at most costs a request its retry") {
  raw_server server([](peer& client, int nth) {
    for (int i = 0; i < (nth <= 3 ? 1 : 100); ++i) {
      if (client.read_head().empty()) return;
      std::this_thread::sleep_for(100ms);  // so that all are in flight together
      client.send(whole_answer());
    }
    client.read_head();
  });
  caller calls(to(server.url()));
  for (const auto& told : calls.ask_at_once(3)) CHECK(told == "200");
  REQUIRE(server.connections() == 3);
  for (int i = 0; i < 3; ++i) CHECK(calls.ask() == "200");
}

TEST_CASE("a fresh connection that ends without a byte is not retried") {
  raw_server server([](peer& client, int) { client.read_head(); });
  caller calls(to(server.url()));
  CHECK_THAT(calls.ask(), StartsWith("connection_closed: "));
  CHECK(server.connections() == 1);
}

TEST_CASE("the retry of a stale connection is not retried again") {
  raw_server server([](peer& client, int nth) {
    client.read_head();
    if (nth == 1) client.send(whole_answer());
    if (nth == 1) client.read_head();
  });
  caller calls(to(server.url()));
  CHECK(calls.ask() == "200");
  CHECK_THAT(calls.ask(), StartsWith("connection_closed: "));
  CHECK(server.connections() == 2);
}

TEST_CASE("a reused connection that ends after some bytes is not retried") {
  raw_server server([](peer& client, int) {
    client.read_head();
    client.send(whole_answer());
    client.read_head();
    client.send("HTTP/1.1 200 OK\r\n");
  });
  caller calls(to(server.url()));
  CHECK(calls.ask() == "200");
  CHECK_THAT(calls.ask(), StartsWith("connection_closed: "));
  CHECK(server.connections() == 1);
}

TEST_CASE("what comes on an idle connection is not taken for the next answer") {
  // As load balancers do: 408 to a client that asks nothing, then the end.
  std::atomic<bool> said = false;
  raw_server server([&](peer& client, int nth) {
    client.read_head();
    client.send(whole_answer("[" + std::to_string(nth) + "]"));
    std::this_thread::sleep_for(50ms);  // the answer has been read by then
    if (nth == 1) client.send(whole_answer("late", "408 Request Timeout"));
    said = true;
    client.drain();
  });
  caller calls(to(server.url()));
  CHECK(calls.ask() == "200");
  while (!said) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(50ms);
  const auto second = calls.get();
  REQUIRE(told(second) == "200");
  CHECK(second->body == "[2]");
  CHECK(server.connections() == 2);
}
