#include <SQLiteCpp/Database.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "catch.hpp"
#include "eventually.hpp"
#include "preloaded.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "silent_port.hpp"
#include "stored.hpp"

using namespace e2e;
using namespace std::chrono_literals;

namespace {

/// A signal ends the service in order, within the five seconds that are promised.
void check_ends(process& daemon, int signal = SIGTERM) {
  REQUIRE(daemon.running());
  const auto begin = std::chrono::steady_clock::now();
  daemon.send(signal);
  const int status = daemon.wait();
  CAPTURE(daemon.err());
  CHECK(status == 0);
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
  CHECK(lines_with(daemon.err(), "stopping") == 1);
  CHECK(lines_with(daemon.err(), "stopped") == 1);
  CHECK(lines_with(daemon.err(), "warning") == 0);  // an aborted request is no failure
}

bool request_under_way(simcluster::server& cluster) { return counted(cluster, "in_flight") > 0; }

}  // namespace

TEST_CASE("SIGTERM and SIGINT end an idle service") {
  simcluster::running_cluster cluster(one_algorithm());
  auto wanted = watching(cluster, {"acme/one"});
  wanted.interval = "1h";
  wanted.clusters[0].collect = {"errors"};
  sandbox box(wanted);
  for (const int signal : {SIGTERM, SIGINT}) {
    cluster.post("/_control/reset_counters", boost::json::object{});
    const auto daemon = box.start({"run"});
    REQUIRE(eventually([&] {
      const auto counters = cluster.get("/_truth/counters");
      return counters.at("requests") == 1 && counters.at("in_flight") == 0;
    }));
    check_ends(*daemon, signal);
  }
}

TEST_CASE("SIGTERM ends a service that polls") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return stored(box.database()).count("build_logs") == 3; }));
  check_ends(*daemon);
  const auto errors = "SELECT count(*) FROM polls WHERE outcome <> 'ok'";
  CHECK(stored(box.database()).number(errors) == 0);
}

TEST_CASE("SIGTERM ends a service whose name look-up hangs") {
  simcluster::running_cluster cluster(one_algorithm());
  auto wanted = watching(cluster, {"acme/one"});
  wanted.clusters[0].url = "http://localhost:" + std::to_string(cluster.port());
  sandbox box(wanted);
  const auto mark = box.folder() / "lookup";
  const auto daemon = box.start({"run"}, preloaded(HANGING_CALLS, "HANGING_LOOKUP", mark.string()));
  REQUIRE(eventually([&] { return std::filesystem::exists(mark); }));
  check_ends(*daemon);
}

TEST_CASE("SIGTERM ends a service while an answer trickles in") {
  simcluster::running_cluster cluster(one_algorithm());
  cluster.post("/_control/fault", {{"kind", "trickle"}, {"ms", 60000}});
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return request_under_way(cluster); }));
  check_ends(*daemon);
}

TEST_CASE("SIGTERM ends a service whose requests are never answered") {
  auto s = one_algorithm();
  const algolog::test::scratch_folder tls;
  if (GENERATE(false, true)) s.make_tls = tls.path().string();
  simcluster::running_cluster cluster(s);
  cluster.post("/_control/fault", {{"kind", "hang"}});
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return request_under_way(cluster); }));
  check_ends(*daemon);
}

TEST_CASE("SIGTERM ends a service whose TLS handshake hangs") {
  const silent_port server;
  watched_cluster watched;
  watched.url = "https://127.0.0.1:" + std::to_string(server.port());
  watched.algorithms = {"acme/one"};
  configuration wanted;
  wanted.clusters.push_back(watched);
  sandbox box(wanted);
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return server.connected(); }));
  check_ends(*daemon);
}

TEST_CASE("SIGTERM ends a service that waits for a foreign lock on the database") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return stored(box.database()).count("build_logs") == 3; }));
  SQLite::Database other(box.database().string(), SQLite::OPEN_READWRITE, 5000);
  other.exec("BEGIN EXCLUSIVE");
  const auto before = counted(cluster, "requests");
  REQUIRE(eventually([&] { return counted(cluster, "requests") > before; }));
  check_ends(*daemon);
}

TEST_CASE("SIGTERM ends `once`, which says that it is not whole") {
  simcluster::running_cluster cluster(one_algorithm());
  cluster.post("/_control/fault", {{"kind", "hang"}, {"route", "builds"}});
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"once"});
  REQUIRE(eventually([&] { return counted(cluster, "by_route", "builds") > 0; }));
  daemon->send(SIGTERM);
  CHECK(daemon->wait() == 75);
  CHECK(lines_with(daemon->err(), "stopped by a signal before everything was polled") == 1);
  CHECK(stored(box.database()).count("errors") == 5);
}

TEST_CASE("signals to reload around the one to stop do not keep the daemon from ending") {
  simcluster::running_cluster cluster(empty_cluster({"acme/one"}));
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "watches 1 algorithm") == 1; }));
  REQUIRE(eventually([&] {
    daemon->send(SIGHUP);
    return lines_with(daemon->err(), "configuration read again") > 3;
  }));
  daemon->send(SIGTERM);
  for (int i = 0; i < 200 && daemon->running(); ++i) daemon->send(SIGHUP);
  CHECK(daemon->wait() == 0);
}

TEST_CASE("a second SIGTERM ends a service at once that waits for its disk, with all polls ended") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  const auto disk_hangs = box.folder() / "disk";
  const auto daemon =
      box.start({"run"}, preloaded(HANGING_CALLS, "HANGING_SYNC", disk_hangs.string()));
  REQUIRE(eventually([&] { return stored(box.database()).count("build_logs") == 3; }));
  box.folder().write("disk", "");
  REQUIRE(eventually([&] { return std::filesystem::exists(disk_hangs.string() + ".hangs"); }));

  daemon->send(SIGTERM);
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "stopping") == 1; }));
  std::this_thread::sleep_for(300ms);  // two signals within 200 ms are one wish
  REQUIRE(daemon->running());
  daemon->send(SIGTERM);
  CHECK(daemon->wait() == 128 + SIGTERM);
  CHECK(stored(box.database()).text("PRAGMA integrity_check") == "ok");
}
