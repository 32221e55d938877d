#include <algorithm>
#include <csignal>

#include "catch.hpp"
#include "cluster/server.hpp"
#include "daemon_clock.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "kept_port.hpp"
#include "preloaded.hpp"
#include "progress.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "status/status_json.hpp"
#include "stored.hpp"
#include "web_client.hpp"

using namespace e2e;
using algolog::test::ask;
using strings = std::vector<std::string>;

namespace {

/// A daemon that shows how it is, polling a cluster.
struct shown {
  /// `listen`: empty: where nobody else does.
  explicit shown(const strings& algorithms, const environment& more = {},
                 const std::string& listen = {})
      : cluster(scenario_of(algorithms)), box(watching(cluster, algorithms)) {
    cluster.start();
    auto wanted = watching(cluster, algorithms);
    wanted.listen = listen.empty() ? port_for_it.address() : listen;
    box.configure(wanted);
    daemon = box.start({"run"}, more);
  }

  static simcluster::scenario scenario_of(const strings& algorithms) {
    auto s = empty_cluster(algorithms);
    s.errors = 5;
    s.builds = 3;
    return s;
  }

  bool all_stored() { return lasting_differences(cluster, box.database()) == strings{}; }
  /// The body of `target`; empty while it is not there, or has another status.
  std::string get(const std::string& target, int status = 200) const {
    try {
      const auto got = ask(port_for_it.port(), target);
      return got.status == status ? got.body : "";
    } catch (const std::runtime_error&) {
      return "";
    }
  }
  bool comes(const std::string& target, int status) const {
    return eventually([&] { return !get(target, status).empty(); });
  }

  kept_port port_for_it;
  simcluster::server cluster;
  sandbox box;
  std::unique_ptr<process> daemon;
};

bool has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

/// What does not change from one look to the next while all goes well.
std::string lasting_facts(const algolog::status& of) {
  std::string text = of.config_digest + " " + std::to_string(of.gaps) + " gaps " +
                     std::to_string(of.quarantine.rows) + " quarantined";
  for (const auto& t : of.targets) {
    text += ", " + t.cluster + " " + t.algorithm + " " + std::string(name_of(t.what)) + " " +
            std::string(name_of(t.state)) + " " + t.outcome + " " + std::to_string(t.gaps);
  }
  return text;
}

}  // namespace

TEST_CASE("the page and the metrics tell what /status.json and algologd status do") {
  shown s({"acme/one", "acme/two"});
  REQUIRE(s.all_stored());
  const auto served = [&] { return algolog::status_from_json(s.get("/status.json")); };
  REQUIRE(eventually([&] {
    const auto now = served();
    return now && now->targets.size() == 6 &&
           std::ranges::all_of(now->targets, [](const auto& t) { return t.outcome == "ok"; });
  }));
  const auto now = *served();
  CHECK(now.live);
  const auto command = s.box.run({"status", "--json"});
  CAPTURE(command.err);
  CHECK(command.status == 0);
  const auto told = algolog::status_from_json(command.out);
  REQUIRE(told.has_value());
  CHECK(lasting_facts(*told) == lasting_facts(now));

  const auto metrics = s.get("/metrics");
  const auto stored_errors = std::to_string(stored(s.box.database()).count("errors"));
  CHECK(stored_errors == "10");
  CHECK(has(metrics, R"(algologd_records_stored_total{cluster="sim",collection="errors"} )" +
                         stored_errors));
  CHECK(has(metrics, R"(algologd_targets{cluster="sim",state="ok"} 6)"));
  CHECK(has(metrics, R"(algologd_gaps_total{algorithm="acme/two",cluster="sim"} 0)"));
  CHECK(has(metrics, R"(algologd_config_info{digest=")" + now.config_digest + R"("} 1)"));
  CHECK(eventually([&] { return has(s.get("/metrics"), "algologd_queue_records 0"); }));
  CHECK(has(metrics, "algologd_ready 1"));
  CHECK_THAT(s.get("/"), ContainsSubstring("acme/two") && ContainsSubstring("Losing nothing"));
  CHECK(s.get("/readyz") == "ready\n");
  CHECK(s.get("/healthz") == "ok\n");
}

TEST_CASE("a cluster without a success for too long makes the daemon unready, and says why") {
  const algolog::test::scratch_folder folder;
  daemon_clock clock(folder / "clock");
  shown s({"acme/one"}, clock.variables());
  REQUIRE(s.all_stored());
  REQUIRE(s.comes("/readyz", 200));
  s.cluster.post("/_control/fault", {{"kind", "plain_500"}});
  REQUIRE(eventually([&] {
    return lines_with(s.get("/metrics"), R"(algologd_cluster_up{cluster="sim"} 0)") == 1;
  }));
  clock.pass(std::chrono::hours(1));
  CHECK(
      eventually([&] { return s.get("/readyz", 503).starts_with("cluster sim: last success "); }));
  CHECK(s.get("/healthz") == "ok\n");
  CHECK(eventually([&] { return has(s.get("/metrics"), "algologd_ready 0"); }));
  s.cluster.post("/_control/fault", {{"clear", true}});
  CHECK(s.comes("/readyz", 200));
}

TEST_CASE("a database that cannot be written makes the daemon unready until it can") {
  const algolog::test::scratch_folder folder;
  const auto fault = folder / "fault";
  shown s({"acme/one"}, preloaded(DISK_FAULTS, "DISK_FAULTS", fault.string()));
  REQUIRE(s.all_stored());
  REQUIRE(s.comes("/readyz", 200));
  std::filesystem::rename(folder.write("fault.new", "ENOSPC"), fault);
  fail(s.cluster, "acme/one", 3);
  CHECK(eventually([&] {
    return s.get("/readyz", 503).find("commits have failed since") != std::string::npos;
  }));
  CHECK(eventually([&] { return has(s.get("/metrics"), "algologd_store_failing 1"); }));
  CHECK(!has(s.get("/metrics"), "algologd_commits_failed_total 0"));
  std::filesystem::remove(fault);
  CHECK(s.comes("/readyz", 200));
  CHECK(s.all_stored());
}

TEST_CASE("a daemon whose address is taken says so once, and polls") {
  simcluster::server other(one_algorithm());
  const auto taken = "127.0.0.1:" + std::to_string(other.port());
  shown s({"acme/one"}, {}, taken);
  CHECK(s.all_stored());
  CHECK(lines_with(s.daemon->err(), "error status.listen " + taken + ": Address already in use") ==
        1);
  CHECK(lines_with(s.daemon->err(), " error ") == 1);
  stop(*s.daemon);
}

TEST_CASE("whoever is connected to the status page does not hold up the end of the daemon") {
  shown s({"acme/one"});
  REQUIRE(s.comes("/healthz", 200));
  algolog::test::web_client silent(s.port_for_it.port());
  algolog::test::web_client half(s.port_for_it.port());
  half.send("GET /metrics HT");
  s.daemon->send(SIGTERM);
  CHECK(s.daemon->wait(std::chrono::seconds(20)) == 0);
  CHECK(silent.is_hung_up_on());
}
