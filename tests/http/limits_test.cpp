#include <cstdio>

#include "caller.hpp"
#include "catch.hpp"
#include "cluster.hpp"
#include "gzipped.hpp"
#include "raw_server.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

constexpr std::size_t most = 1000;

/// What a request for at most `most` bytes makes of a server that sends `bytes`.
std::string told_of(const std::string& bytes) {
  raw_server server([&](peer& client, int) {
    client.read_head();
    client.send(bytes);
    client.drain();
  });
  auto options = to(server.url());
  options.max_body = most;
  caller calls(options);
  return calls.ask();
}

/// In two chunks, neither of which is too large by itself.
std::string chunked(std::size_t size) {
  char second[20];
  std::snprintf(second, sizeof second, "%zx\r\n", size - 16);
  return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n" + std::string(16, 'x') +
         "\r\n" + second + std::string(size - 16, 'x') + "\r\n0\r\n\r\n";
}

std::string packed(std::size_t size) {
  return whole_answer(gzipped(std::string(size, 'x')), "200 OK", "Content-Encoding: gzip\r\n");
}

}  // namespace

TEST_CASE("a body of exactly the bound passes, one byte more does not") {
  CHECK(told_of(whole_answer(std::string(most, 'x'))) == "200");
  CHECK_THAT(told_of(whole_answer(std::string(most + 1, 'x'))), StartsWith("too_large: "));
  CHECK(told_of(chunked(most)) == "200");
  CHECK_THAT(told_of(chunked(most + 1)), StartsWith("too_large: "));
  CHECK(told_of(packed(most)) == "200");
  CHECK_THAT(told_of(packed(most + 1)), StartsWith("too_large: "));
}

TEST_CASE("the bound is named, with the key that moves it") {
  const auto told = told_of(whole_answer(std::string(most + 1, 'x')));
  CHECK_THAT(told, ContainsSubstring("poll.max_body"));
  CHECK_THAT(told, ContainsSubstring("1000"));
}

TEST_CASE("a length beyond all measure is refused before the body") {
  CHECK_THAT(told_of("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"),
             StartsWith("too_large: "));
}

TEST_CASE("a body without end is given up at the bound") {
  const std::string head =
      GENERATE("HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string piece =
      head.size() < 25 ? std::string(1024, 'x') : "400\r\n" + std::string(1024, 'x') + "\r\n";
  raw_server server([&](peer& client, int) {
    client.read_head();
    client.send(head);
    while (client.send(piece)) {
    }
  });
  auto options = to(server.url());
  options.max_body = 100'000;
  caller calls(options);
  CHECK_THAT(calls.ask(), StartsWith("too_large: "));
}

TEST_CASE("the cluster's endless answer is given up") {
  auto scenario = small_cluster();
  scenario.faults.push_back(simcluster::fault::parse("endless"));
  simcluster::running_cluster cluster(scenario);
  caller calls(to(cluster.url()));
  CHECK_THAT(calls.ask(some_errors), StartsWith("too_large: "));
}

TEST_CASE("a gzip bomb is given up at the bound") {
  CHECK_THAT(told_of(packed(800'000)), StartsWith("too_large: "));
}

TEST_CASE("a header within the bound passes, a larger one does not") {
  const auto with_header = [](std::size_t size) {
    return whole_answer("[]", "200 OK", "X-Long: " + std::string(size, 'x') + "\r\n");
  };
  CHECK(told_of(with_header(60'000)) == "200");
  CHECK_THAT(told_of(with_header(70'000)), StartsWith("too_large: "));
}

TEST_CASE("a header of 256 fields passes, one of 257 does not, and says so") {
  const auto with_fields = [](int count) {
    std::string fields;
    for (int i = 1; i < count; ++i) fields += "X-" + std::to_string(i) + ":\r\n";
    return whole_answer("[]", "200 OK", fields);  // which adds Content-Length
  };
  CHECK(told_of(with_fields(256)) == "200");
  const auto told = told_of(with_fields(257));
  CHECK_THAT(told, StartsWith("too_large: "));
  CHECK_THAT(told, ContainsSubstring("256 fields"));
}

TEST_CASE("trailers and chunk extensions without end are given up") {
  const std::string piece = GENERATE("X: y\r\n", "a=b;");
  const std::string chunk = piece.front() == 'X' ? "0\r\n" : "1;";
  raw_server server([&](peer& client, int) {
    client.read_head();
    client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk);
    while (client.send(piece)) {
    }
  });
  caller calls(to(server.url()));
  CHECK_THAT(calls.ask(), StartsWith("too_large: "));
}

TEST_CASE("small chunks with large extensions are given up at the bound of a header") {
  const std::string chunk = "1;" + std::string(1000, 'x') + "\r\nx\r\n";
  raw_server server([&](peer& client, int) {
    client.read_head();
    client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (client.send(chunk)) {
    }
  });
  auto options = to(server.url());
  options.max_body = most;
  caller calls(options);
  CHECK_THAT(calls.ask(), StartsWith("too_large: "));
}

TEST_CASE("a header without end is given up") {
  raw_server server([](peer& client, int) {
    client.read_head();
    client.send("HTTP/1.1 200 OK\r\n");
    while (client.send("X-More: and more\r\n")) {
    }
  });
  caller calls(to(server.url()));
  CHECK_THAT(calls.ask(), StartsWith("too_large: "));
}
