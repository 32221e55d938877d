#include "status/status_client.hpp"

#include <chrono>

#include "catch.hpp"
#include "raw_server.hpp"
#include "scratch_folder.hpp"
#include "snapshot.hpp"
#include "status/status_json.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::chrono_literals;

namespace {

/// Answers every request with the same bytes.
struct daemon_like {
  explicit daemon_like(const std::string& bytes, const std::string& address = "127.0.0.1")
      : server(
            [this, bytes](peer& client, int) {
              server.note(client.read_head());
              client.send(bytes);
            },
            {}, address) {}
  raw_server server;
};

std::string refusal(const std::string& bytes) {
  const daemon_like daemon(bytes);
  const auto asked = ask_daemon(daemon.server.authority(), 20s);
  return asked.has_value() ? "" : to_string(asked.error());
}

}  // namespace

TEST_CASE("the daemon is asked for its snapshot, at the address it listens at") {
  const daemon_like daemon(whole_answer(to_json(a_status({a_target("prod", "acme/x")}))));
  const auto asked = ask_daemon(daemon.server.authority(), 20s);
  REQUIRE(asked.has_value());
  CHECK(asked->version == "1.2.3");
  CHECK(asked->targets.at(0).algorithm == "acme/x");
  REQUIRE(daemon.server.heads().size() == 1);
  CHECK_THAT(daemon.server.heads()[0], StartsWith("GET /status.json HTTP/1.1\r\n"));
  CHECK_THAT(daemon.server.heads()[0], !ContainsSubstring("uthorization"));
}

TEST_CASE("a daemon that listens at every address is asked at the loopback one") {
  const daemon_like daemon(whole_answer(to_json(a_status({}))));
  const auto port = std::to_string(daemon.server.port());
  CHECK(ask_daemon("0.0.0.0:" + port, 20s).has_value());
}

TEST_CASE("a daemon that does not run is told as such, without its address") {
  std::string gone;
  {
    const daemon_like daemon("");
    gone = daemon.server.authority();
  }
  const auto asked = ask_daemon(gone, 20s);
  REQUIRE_FALSE(asked.has_value());
  CHECK(to_string(asked.error()) == "connect_failed: Connection refused");
  CHECK_FALSE(ask_daemon("nowhere", 1s).has_value());
}

TEST_CASE("a daemon that says nothing is not waited for") {
  raw_server silent([](peer& client, int) { client.drain(); });
  const auto asked = ask_daemon(silent.authority(), 200ms);
  REQUIRE_FALSE(asked.has_value());
  CHECK(to_string(asked.error()) == "timeout: no end within the time-out");
}

TEST_CASE("whatever else listens there is no daemon") {
  CHECK_THAT(refusal(whole_answer("", "404 Not Found")), StartsWith("unexpected_status: HTTP 404"));
  CHECK_THAT(refusal(whole_answer("", "301 Moved", "Location: http://127.0.0.1:1/\r\n")),
             StartsWith("unexpected_status: HTTP 301"));
  CHECK_THAT(refusal(whole_answer("<html>")), StartsWith("not_json: "));
  CHECK_THAT(refusal(whole_answer("{}")), StartsWith("unexpected_shape: "));
  CHECK_THAT(refusal("SSH-2.0-OpenSSH_9.2\r\n"), StartsWith("bad_http: "));
  CHECK_THAT(refusal("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
             StartsWith("too_large: "));
}

TEST_CASE("a snapshot is about its own database, by whatever name") {
  const scratch_folder folder;
  const auto file = folder.write("a.db", "x");
  std::filesystem::create_symlink(file, folder / "link.db");
  status of = a_status({});
  of.storage.path = file;
  CHECK(is_about(of, file));
  CHECK(is_about(of, folder / "link.db"));
  CHECK_FALSE(is_about(of, folder.write("b.db", "x")));
  of.storage.path = "/nobody/may/../look/a.db";
  CHECK(is_about(of, "/nobody/look/a.db"));
  CHECK_FALSE(is_about(of, "/nobody/look/b.db"));
}
