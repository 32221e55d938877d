#include "http/tls.hpp"

#include <openssl/ssl.h>

#include <boost/asio/io_context.hpp>

#include "caller.hpp"
#include "catch.hpp"
#include "cluster.hpp"
#include "cluster/tls_identity.hpp"
#include "lookup.hpp"
#include "raw_server.hpp"
#include "scratch_folder.hpp"

using namespace algolog;
using namespace algolog::test;
using simcluster::tls_identity;
using simcluster::tls_wish;

namespace {

/// A server that answers one request per connection, over TLS.
class tls_server {
 public:
  explicit tls_server(const tls_wish& wish = {}, int oldest = 0, int newest = 0)
      : identity_(simcluster::make_tls_identity(folder_.path(), wish)),
        server_(answer_once, raw_tls{identity_.certificate, identity_.key, oldest, newest}) {}

  const raw_server& seen() const { return server_; }
  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(server_.port());
  }
  const std::string& ca() const { return identity_.ca; }
  const std::string& certificate() const { return identity_.certificate; }
  std::string ask(const std::string& host = "127.0.0.1") const {
    caller calls(to(url(host), ca()));
    return calls.ask();
  }

 private:
  static void answer_once(peer& client, int) {
    client.read_head();
    client.send(whole_answer());
    client.drain();
  }

  scratch_folder folder_;
  tls_identity identity_;
  raw_server server_;
};

/// A connection for each request.
void answer_and_close(peer& client, int) {
  client.read_head();
  client.send(whole_answer("[1]", "200 OK", "Connection: close\r\n"));
  client.drain();
}

}  // namespace

TEST_CASE("a private CA is trusted through ca_file, by address and by name") {
  tls_cluster cluster;
  const auto port = std::to_string(cluster->port());
  caller by_address(to("https://127.0.0.1:" + port, cluster->ca_file()));
  CHECK(by_address.ask(some_errors) == "200");
  caller by_name(to("https://localhost:" + port, cluster->ca_file()));
  CHECK(by_name.ask(some_errors) == "200");
  CHECK(counted(*cluster, "tls_failures") == 0);
}

TEST_CASE("TLS 1.2 and TLS 1.3 are spoken") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  const tls_server server({}, version, version);
  CHECK(server.ask() == "200");
  REQUIRE(server.seen().versions().size() == 1);
  CHECK(server.seen().versions().front() == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"));
}

TEST_CASE("a server of TLS 1.1 is refused, and told to be too old") {
  const tls_server server({}, TLS1_VERSION, TLS1_1_VERSION);
  const auto told = server.ask();
  CHECK_THAT(told, StartsWith("tls_failed: "));
  CHECK_THAT(told, ContainsSubstring("version"));
  CHECK_THAT(told, ContainsSubstring("TLS 1.2"));
}

TEST_CASE("the server's name is sent for a name, not for an address") {
  const tls_server server;
  CHECK(server.ask("localhost") == "200");
  CHECK(server.ask("127.0.0.1") == "200");
  CHECK(server.seen().names() == std::vector<std::string>{"localhost", ""});
}

TEST_CASE("a wildcard certificate is for one label") {
  lead("api.cluster.test", {"127.0.0.1"});
  lead("eu.api.cluster.test", {"127.0.0.1"});
  const tls_server server({"DNS:*.cluster.test"});
  CHECK(server.ask("api.cluster.test") == "200");
  CHECK_THAT(server.ask("eu.api.cluster.test"), StartsWith("tls_failed: "));
}

TEST_CASE("an expired certificate is refused as expired") {
  const tls_server server({.begins = -20 * 86400, .ends = -86400});
  const auto told = server.ask();
  CHECK_THAT(told, StartsWith("tls_failed: certificate refused: "));
  CHECK_THAT(told, ContainsSubstring("expired"));
  CHECK_THAT(told, ContainsSubstring("renewed"));
  CHECK_THAT(told, !ContainsSubstring("ca_file"));
}

TEST_CASE("a certificate of the future is refused with a hint at the clock") {
  const tls_server server({.begins = 86400});
  const auto told = server.ask();
  CHECK_THAT(told, StartsWith("tls_failed: certificate refused: "));
  CHECK_THAT(told, ContainsSubstring("not yet valid"));
  CHECK_THAT(told, ContainsSubstring("clock"));
  CHECK_THAT(told, !ContainsSubstring("ca_file"));
}

TEST_CASE("a certificate for another name is refused as such") {
  lead("other.test", {"127.0.0.1"});
  const tls_server server;
  const auto told = server.ask("other.test");
  CHECK_THAT(told, StartsWith("tls_failed: certificate refused: "));
  CHECK_THAT(told, ContainsSubstring("hostname mismatch"));
  CHECK_THAT(told, ContainsSubstring("`url`"));
}

TEST_CASE("a certificate that has the name only as its common name is refused") {
  const tls_server server({.names = ""});
  const auto told = server.ask("localhost");
  CHECK_THAT(told, StartsWith("tls_failed: certificate refused: "));
  CHECK_THAT(told, ContainsSubstring("subjectAltName"));
}

TEST_CASE("a certificate for another address is refused as such") {
  const tls_server server({"DNS:127.0.0.1,IP:192.0.2.1"});  // a name is no address
  const auto told = server.ask();
  CHECK_THAT(told, StartsWith("tls_failed: certificate refused: "));
  CHECK_THAT(told, ContainsSubstring("IP address mismatch"));
}

TEST_CASE("a certificate of an unknown authority is refused, with the way out") {
  const tls_server server;
  caller calls(to(server.url()));
  const auto told = calls.ask();
  CHECK_THAT(told, StartsWith("tls_failed: certificate refused: "));
  CHECK_THAT(told, ContainsSubstring("issuer"));
  CHECK_THAT(told, ContainsSubstring("`ca_file`"));
}

TEST_CASE("a certificate of another authority than ca_file's is refused") {
  const tls_server server;
  const tls_server other;
  caller calls(to(server.url(), other.ca()));
  CHECK_THAT(calls.ask(), StartsWith("tls_failed: certificate refused: "));
}

TEST_CASE("a self-signed certificate is refused as such, and accepted as ca_file") {
  const tls_server server({.self_signed = true});
  const auto told = server.ask();
  CHECK_THAT(told, StartsWith("tls_failed: certificate refused: "));
  CHECK_THAT(told, ContainsSubstring("self"));
  CHECK_THAT(told, ContainsSubstring("signed"));
  caller trusting(to(server.url(), server.certificate()));
  CHECK(trusting.ask() == "200");
}

TEST_CASE("ca_file that is missing or no certificate is an error that names it") {
  const scratch_folder folder;
  const auto missing = folder / "missing.pem";
  const auto wrong = folder.write("wrong.pem", "not PEM\n");
  CHECK_THROWS_WITH(make_tls_context(missing, 1h), ContainsSubstring(missing.string()));
  CHECK_THROWS_WITH(make_tls_context(wrong, 1h), ContainsSubstring(wrong.string()));
  CHECK_THROWS_WITH(caller(to("https://localhost", missing)), ContainsSubstring(missing.string()));
}

TEST_CASE("a refused certificate sends no request") {
  raw_server* self = nullptr;
  const scratch_folder folder;
  const auto identity = simcluster::make_tls_identity(folder.path());
  raw_server server([&self](peer& client, int) { self->note(client.read_head()); },
                    {identity.certificate, identity.key});
  self = &server;
  caller calls(to(server.url()));
  CHECK_THAT(calls.ask(), StartsWith("tls_failed: "));
  for (const auto& head : server.heads()) CHECK(head == "");
}

TEST_CASE("a plain server spoken to with https is told to be none of TLS") {
  raw_server plain([](peer& client, int) {
    client.read_some();
    client.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    client.drain();
  });
  caller calls(to("https://" + plain.authority()));
  const auto told = calls.ask();
  CHECK_THAT(told, StartsWith("tls_failed: "));
  CHECK_THAT(told, ContainsSubstring("does not speak TLS"));
  CHECK_THAT(told, ContainsSubstring("http://"));
}

TEST_CASE("a server that hangs up in the handshake is told so") {
  simcluster::running_cluster plain(small_cluster());
  caller calls(to("https://127.0.0.1:" + std::to_string(plain.port())));
  const auto told = calls.ask();
  CHECK_THAT(told, StartsWith("connection_closed: TLS handshake: "));
  CHECK_THAT(told, ContainsSubstring("speak TLS"));
}

TEST_CASE("a TLS server spoken to with http is told to be no HTTP") {
  const tls_server server;
  caller calls(to("http://127.0.0.1:" + std::to_string(server.seen().port())));
  const auto told = calls.ask();
  const bool refused =
      told.rfind("bad_http: ", 0) == 0 || told.rfind("connection_closed: ", 0) == 0;
  CAPTURE(told);
  CHECK(refused);
}

TEST_CASE("the sessions of one connection are resumed by the next, in TLS 1.2 and in TLS 1.3") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  const scratch_folder folder;
  const auto identity = simcluster::make_tls_identity(folder.path());
  raw_server server(answer_and_close, {identity.certificate, identity.key, version, version});
  caller calls(to(server.url(), identity.ca));
  for (int i = 0; i < 3; ++i) CHECK(calls.ask() == "200");
  CHECK(server.connections() == 3);
  CHECK(server.resumed() == 2);
  caller another(to(server.url(), identity.ca));
  CHECK(another.ask() == "200");
  CHECK(server.resumed() == 2);
}

TEST_CASE("a certificate is checked again in time, however often its session was resumed since") {
  const scratch_folder folder;
  const auto identity = simcluster::make_tls_identity(folder.path());
  raw_server server(answer_and_close, {identity.certificate, identity.key});
  auto options = to(server.url(), identity.ca);
  options.resume_within = 200ms;
  caller calls(options);
  const auto end = std::chrono::steady_clock::now() + 1500ms;
  while (std::chrono::steady_clock::now() < end) CHECK(calls.ask() == "200");
  CHECK(server.connections() - server.resumed() >= 3);
}

TEST_CASE("a peer that knows its own session no more is asked for its certificate again") {
  const scratch_folder folder;
  const auto identity = simcluster::make_tls_identity(folder.path());
  const raw_tls tls{identity.certificate, identity.key};
  auto before = std::make_unique<raw_server>(answer_and_close, tls);
  const auto port = before->port();
  caller calls(to(before->url(), identity.ca));
  CHECK(calls.ask() == "200");
  before.reset();
  const raw_server after(answer_and_close, tls, "127.0.0.1", port);
  CHECK(calls.ask() == "200");
  CHECK(after.connections() == 1);
  CHECK(after.resumed() == 0);
}

TEST_CASE("a TLS connection cut in a body without length is no whole answer") {
  const scratch_folder folder;
  const auto identity = simcluster::make_tls_identity(folder.path());
  raw_server server(
      [](peer& client, int) {
        client.read_head();
        client.send("HTTP/1.1 200 OK\r\n\r\n[1]");  // then the end, without close_notify
      },
      {identity.certificate, identity.key});
  caller calls(to(server.url(), identity.ca));
  CHECK_THAT(calls.ask(), StartsWith("connection_closed: "));
}

TEST_CASE("without a way to check the name there is no handshake") {
  boost::asio::io_context io;
  auto context = make_tls_context({}, 1h);
  tls_stream stream(boost::beast::tcp_stream(io), context);
  CHECK(expect_host(stream, "localhost"));
  CHECK(expect_host(stream, "127.0.0.1"));
  CHECK(expect_host(stream, "::1"));
  CHECK_FALSE(expect_host(stream, "fe80::1%1"));  // OpenSSL knows no scopes
  CHECK_FALSE(expect_host(stream, ""));
}
