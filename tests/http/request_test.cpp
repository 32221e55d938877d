// What goes out, and what comes back of an answer that has nothing wrong with it.
#include "caller.hpp"
#include "catch.hpp"
#include "cluster.hpp"
#include "gzipped.hpp"
#include "raw_server.hpp"
#include "version.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

/// Answers every request of a connection with `answer`, and notes it.
raw_server::script always(raw_server*& self, std::string answer) {
  return [&self, answer](peer& client, int) {
    for (auto head = client.read_head(); !head.empty(); head = client.read_head()) {
      self->note(head);
      if (!client.send(answer)) return;
    }
  };
}

std::string header(const std::string& head, const std::string& name) {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "(none)";
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

TEST_CASE("a request names host, program, what it accepts and the key") {
  raw_server* self = nullptr;
  raw_server server(always(self, whole_answer()));
  self = &server;
  auto options = to(server.url() + "/prefix");
  boost::asio::io_context io{1};
  const auto transport = make_https_transport(io.get_executor(), options);
  http_request request{"/v1/algorithms/a/b/builds?limit=5", "Simple sim123"};
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  const auto answer = run(io, transport->get(std::move(request), deadline));
  REQUIRE(told(answer) == "200");
  REQUIRE(server.heads().size() == 1);
  const auto head = server.heads().front();
  CHECK_THAT(head, StartsWith("GET /prefix/v1/algorithms/a/b/builds?limit=5 HTTP/1.1\r\n"));
  CHECK(header(head, "Host") == server.authority());
  CHECK(header(head, "User-Agent") == std::string("algologd/") + version);
  CHECK(header(head, "Accept") == "application/json");
  CHECK(header(head, "Accept-Encoding") == "gzip");
  CHECK(header(head, "Authorization") == "Simple sim123");
}

TEST_CASE("without a key no Authorization field is sent") {
  raw_server* self = nullptr;
  raw_server server(always(self, whole_answer()));
  self = &server;
  caller calls(to(server.url()));
  REQUIRE(calls.ask() == "200");
  REQUIRE(server.heads().size() == 1);
  CHECK(header(server.heads().front(), "Authorization") == "(none)");
}

TEST_CASE("the simulated cluster answers in every delivery") {
  auto scenario = small_cluster();
  scenario.gzip = GENERATE(false, true);
  scenario.chunked = GENERATE(false, true);
  simcluster::running_cluster cluster(scenario);
  caller calls(to(cluster.url()));
  const auto answer = calls.get(some_errors);
  REQUIRE(told(answer) == "200");
  CHECK_THAT(answer->body, StartsWith("["));
  CHECK_THAT(answer->body, ContainsSubstring("request_id"));
}

TEST_CASE("any complete answer is a success, whatever its status") {
  raw_server* self = nullptr;
  const std::string status = GENERATE("201 Created", "204 No Content", "304 Not Modified",
                                      "404 Not Found", "500 No", "599 Odd");
  const bool bodiless = status.substr(0, 3) == "204" || status.substr(0, 3) == "304";
  raw_server server(
      always(self, bodiless ? "HTTP/1.1 " + status + "\r\n\r\n" : whole_answer("text", status)));
  self = &server;
  caller calls(to(server.url()));
  const auto first = calls.get();
  CHECK(told(first) == status.substr(0, 3));
  CHECK(first->body == (bodiless ? "" : "text"));
  CHECK(calls.ask() == status.substr(0, 3));  // on the same connection
  CHECK(server.connections() == 1);
}

TEST_CASE("a redirect is an answer and is not followed") {
  auto scenario = small_cluster();
  scenario.faults.push_back(simcluster::fault::parse("redirect"));
  simcluster::running_cluster cluster(scenario);
  caller calls(to(cluster.url()));
  CHECK(calls.ask(some_errors) == "302");
  CHECK(counted(cluster, "foreign_contacts") == 0);
  CHECK(counted(cluster, "requests") == 1);
}

TEST_CASE("interim answers come before the real one and are no answer") {
  raw_server* self = nullptr;
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";
  raw_server server(
      always(self, "HTTP/1.1 100 Continue\r\n\r\n" + interim + interim + whole_answer("real")));
  self = &server;
  caller calls(to(server.url()));
  const auto first = calls.get();
  REQUIRE(told(first) == "200");
  CHECK(first->body == "real");
  CHECK(calls.ask() == "200");
  CHECK(server.connections() == 1);
}

TEST_CASE("interim answers without end are no HTTP") {
  raw_server server([](peer& client, int) {
    client.read_head();
    while (client.send("HTTP/1.1 103 Early Hints\r\n\r\n")) {
    }
  });
  caller calls(to(server.url()));
  CHECK_THAT(calls.ask(), StartsWith("bad_http: "));
}

TEST_CASE("a switch of protocols that nobody asked for is no HTTP") {
  raw_server server([](peer& client, int) {
    client.read_head();
    client.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
    client.drain();
  });
  caller calls(to(server.url()));
  CHECK_THAT(calls.ask("/", 3s), StartsWith("bad_http: "));
}

TEST_CASE("gzip is inflated by either of its names, in any case") {
  const std::string name = GENERATE("gzip", "x-gzip", "GZIP");
  raw_server* self = nullptr;
  raw_server server(
      always(self, whole_answer(gzipped("[1]"), "200 OK", "Content-Encoding: " + name + "\r\n")));
  self = &server;
  caller calls(to(server.url()));
  const auto answer = calls.get();
  REQUIRE(told(answer) == "200");
  CHECK(answer->body == "[1]");
}

TEST_CASE("an empty body needs no inflating, whatever its coding says") {
  raw_server* self = nullptr;
  raw_server server(
      always(self, whole_answer("", "401 Unauthorized", "Content-Encoding: gzip\r\n")));
  self = &server;
  caller calls(to(server.url()));
  CHECK(calls.ask() == "401");
}

TEST_CASE("identity is no coding") {
  raw_server* self = nullptr;
  raw_server server(always(self, whole_answer("[1]", "200 OK", "Content-Encoding: identity\r\n")));
  self = &server;
  caller calls(to(server.url()));
  const auto answer = calls.get();
  REQUIRE(told(answer) == "200");
  CHECK(answer->body == "[1]");
}

TEST_CASE("a body without length ends where the connection does") {
  raw_server server([](peer& client, int) {
    client.read_head();
    client.send("HTTP/1.1 200 OK\r\n\r\n[1]");
  });
  caller calls(to(server.url()));
  const auto answer = calls.get();
  REQUIRE(told(answer) == "200");
  CHECK(answer->body == "[1]");
}

TEST_CASE("Retry-After is told in both forms") {
  const std::string kind = GENERATE("throttle_429", "throttle_503", "throttle_date_429");
  auto scenario = small_cluster();
  auto fault = simcluster::fault::parse(kind);
  fault.retry_after = 100;
  scenario.faults.push_back(fault);
  simcluster::running_cluster cluster(scenario);
  caller calls(to(cluster.url()));
  const auto answer = calls.get(some_errors);
  REQUIRE(answer.has_value());
  REQUIRE(answer->retry_after);
  CHECK(*answer->retry_after <= 100s);
  CHECK(*answer->retry_after >= 60s);
}
