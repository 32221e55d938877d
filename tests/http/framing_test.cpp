// Answers that are cut, false or no HTTP at all.
#include "caller.hpp"
#include "catch.hpp"
#include "cluster.hpp"
#include "gzipped.hpp"
#include "raw_server.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

/// What a server that sends these bytes and hangs up makes of a request.
std::string told_of(const std::string& bytes) {
  raw_server server([&](peer& client, int) {
    client.read_head();
    client.send(bytes);
  });
  caller calls(to(server.url()));
  return calls.ask();
}

std::string told_of_fault(const std::string& kind) {
  auto scenario = small_cluster();
  scenario.faults.push_back(simcluster::fault::parse(kind));
  simcluster::running_cluster cluster(scenario);
  caller calls(to(cluster.url()));
  return calls.ask(some_errors);
}

}  // namespace

TEST_CASE("an answer cut short is a closed connection, never half a body") {
  CHECK_THAT(told_of("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1"),
             StartsWith("connection_closed: "));
  CHECK_THAT(told_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n"),
             StartsWith("connection_closed: "));
  CHECK_THAT(told_of("HTTP/1.1 200 OK\r\nContent-Le"), StartsWith("connection_closed: "));
  CHECK_THAT(told_of("HTTP/1.1 100 Continue\r\n\r\n"), StartsWith("connection_closed: "));
}

TEST_CASE("the cluster's truncated, reset and dropped answers are closed connections") {
  CHECK_THAT(told_of_fault("truncated"), StartsWith("connection_closed: "));
  CHECK_THAT(told_of_fault("reset"), StartsWith("connection_closed: "));
  CHECK_THAT(told_of_fault("drop"), StartsWith("connection_closed: "));
}

TEST_CASE("the failure names the cluster") {
  CHECK_THAT(told_of_fault("drop"), ContainsSubstring("http://127.0.0.1:"));
}

TEST_CASE("what is no HTTP is told as such") {
  CHECK_THAT(told_of("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), StartsWith("bad_http: "));
  CHECK_THAT(told_of("HTTP/2 200\r\n\r\n"), StartsWith("bad_http: "));
  CHECK_THAT(told_of("HTTP/1.1 abc OK\r\n\r\n"), StartsWith("bad_http: "));
  CHECK_THAT(told_of("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"), StartsWith("bad_http: "));
  CHECK_THAT(told_of("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), StartsWith("bad_http: "));
  CHECK_THAT(told_of("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n[]"),
             StartsWith("bad_http: "));
  CHECK_THAT(told_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
             StartsWith("bad_http: "));
}

TEST_CASE("a chunk that is not as long as it says is told as such") {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK_THAT(told_of(head + "2\r\n[1]\r\n0\r\n\r\n"), StartsWith("bad_http: "));
  CHECK_THAT(told_of(head + "-1\r\n[]\r\n0\r\n\r\n"), StartsWith("bad_http: "));
  CHECK_THAT(told_of(head + "4\r\n[]\r\n0\r\n\r\n"), StartsWith("bad_http: "));
  CHECK_THAT(told_of(head + "11111111111111111\r\n[]"), StartsWith("bad_http: "));
  CHECK_THAT(told_of(head + "ffffffffffffffff\r\n[]"), StartsWith("too_large: "));
}

TEST_CASE("an answer with a length and chunks is never read in two ways") {
  CHECK_THAT(told_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "2\r\n[]\r\n0\r\n\r\n"),
             StartsWith("bad_http: "));
}

TEST_CASE("a gzip body that does not inflate is told as such") {
  const std::string coding = "Content-Encoding: gzip\r\n";
  CHECK_THAT(told_of(whole_answer("[]", "200 OK", coding)), StartsWith("bad_http: gzip body: "));
  CHECK_THAT(told_of(whole_answer(gzipped("[1]").substr(0, 15), "200 OK", coding)),
             StartsWith("bad_http: gzip body: "));
  CHECK_THAT(told_of_fault("bad_gzip"), StartsWith("bad_http: gzip body: "));
}

TEST_CASE("a coding that was not asked for is refused and named") {
  const auto told = told_of(whole_answer("[]", "200 OK", "Content-Encoding: br\r\n"));
  CHECK_THAT(told, StartsWith("bad_http: "));
  CHECK_THAT(told, ContainsSubstring("br"));
}

TEST_CASE("the name of a coding that is no text is told as text") {
  const auto told = told_of(
      whole_answer("[]", "200 OK", "Content-Encoding: \xff\xc3" + std::string(1000, 'x') + "\r\n"));
  CHECK_THAT(told, StartsWith("bad_http: Content-Encoding that was not asked for: \\xff\\xc3xxx"));
  CHECK(told.size() < 200);
}

TEST_CASE("more bytes than Content-Length says end the connection, not the answer") {
  raw_server server([](peer& client, int) {
    while (!client.read_head().empty()) {
      if (!client.send(whole_answer("[1]") + "HTTP/1.1 404 Not Found\r\n\r\n")) return;
    }
  });
  caller calls(to(server.url()));
  CHECK(calls.ask() == "200");
  CHECK(calls.ask() == "200");
  CHECK(server.connections() == 2);
}

TEST_CASE("after a failed exchange the connection is not used again") {
  raw_server server([](peer& client, int nth) {
    client.read_head();
    client.send(nth == 1 ? "nonsense\r\n\r\n" : whole_answer());
    client.drain();
  });
  caller calls(to(server.url()));
  CHECK_THAT(calls.ask(), StartsWith("bad_http: "));
  CHECK(calls.ask() == "200");
  CHECK(server.connections() == 2);
}
