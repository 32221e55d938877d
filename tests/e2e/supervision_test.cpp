#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "eventually.hpp"
#include "preloaded.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "silent_port.hpp"
#include "stored.hpp"
#include "supervisor.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

/// systemd, and what it has heard of the service so far.
class listening {
 public:
  explicit listening(const sandbox& box)
      : file_(box.folder() / "notify"), supervisor_(file_.string()) {}

  environment variables() const { return {{"NOTIFY_SOCKET", file_.string()}}; }
  /// How many messages were `text` or began with it.
  std::size_t count(const std::string& text) {
    for (auto one = supervisor_.heard(); !one.empty(); one = supervisor_.heard()) {
      all_.push_back(one);
    }
    return static_cast<std::size_t>(std::count_if(
        all_.begin(), all_.end(), [&](const auto& one) { return one.starts_with(text); }));
  }
  bool comes(const std::string& text, std::size_t times = 1) {
    return eventually([&] { return count(text) >= times; });
  }
  const strings& all() const { return all_; }

 private:
  std::filesystem::path file_;
  algolog::test::supervisor supervisor_;
  strings all_;
};

environment with_watchdog(environment variables, const std::string& microseconds) {
  variables["WATCHDOG_USEC"] = microseconds;
  return variables;
}

/// Another cluster beside the one of `wanted`, which takes connections and never answers.
configuration with_a_silent_one(configuration wanted, const silent_port& silent,
                                const std::string& timeout) {
  auto other = wanted.clusters[0];
  other.name = "silent";
  other.url = "http://127.0.0.1:" + std::to_string(silent.port());
  wanted.clusters.push_back(other);
  wanted.timeout = timeout;
  return wanted;
}

}  // namespace

TEST_CASE("the service is ready once every cluster was asked, not before") {
  simcluster::running_cluster cluster(one_algorithm());
  const silent_port silent;
  sandbox box(with_a_silent_one(watching(cluster, {"acme/one"}), silent, "2s"));
  listening systemd(box);
  const auto daemon = box.start({"run"}, systemd.variables());
  REQUIRE(eventually([&] { return stored(box.database()).count("errors") == 5; }));
  CHECK(systemd.count("READY=1") == 0);
  REQUIRE(systemd.comes("READY=1"));
  CHECK(stored(box.database())
            .number("SELECT count(*) FROM v_polls WHERE cluster = 'silent' AND outcome <> "
                    "'ok'") > 0);
  stop(*daemon);
  CHECK(systemd.count("STOPPING=1") == 1);
  CHECK(systemd.count("READY=1") == 1);
}

TEST_CASE("the service is ready once the cluster that was not asked yet is configured no more") {
  simcluster::running_cluster cluster(one_algorithm());
  const silent_port silent;
  const auto without = watching(cluster, {"acme/one"});
  sandbox box(with_a_silent_one(without, silent, "10m"));
  listening systemd(box);
  const auto daemon = box.start({"run"}, systemd.variables());
  REQUIRE(eventually([&] { return stored(box.database()).count("errors") == 5; }));
  CHECK(systemd.count("READY=1") == 0);
  box.configure(without);
  daemon->send(SIGHUP);
  CHECK(systemd.comes("READY=1"));
  stop(*daemon);
}

TEST_CASE("the status line tells targets, failures and the last commit") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one", "acme/unknown"});
  listening systemd(box);
  const auto daemon =
      box.start({"run"}, with_watchdog(systemd.variables(), "400000"));  // it beats faster then
  CHECK(systemd.comes("STATUS=6 targets, 3 failing, last commit "));
}

TEST_CASE("a reload is told with its time, and its end") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  listening systemd(box);
  const auto daemon = box.start({"run"}, systemd.variables());
  REQUIRE(systemd.comes("READY=1"));
  daemon->send(SIGHUP);
  REQUIRE(systemd.comes("RELOADING=1\nMONOTONIC_USEC="));
  CHECK(systemd.comes("READY=1", 2));
  box.configure("nonsense");
  daemon->send(SIGHUP);
  REQUIRE(systemd.comes("RELOADING=1\nMONOTONIC_USEC=", 2));
  CHECK(systemd.comes("READY=1", 3));
}

TEST_CASE("a service manager that reads nothing keeps no poll back, and is told all that counts") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  listening systemd(box);
  // A beat of 100 ms has two messages, and after ten there is no more room.
  const auto daemon = box.start({"run"}, with_watchdog(systemd.variables(), "400000"));
  REQUIRE(eventually([&] { return stored(box.database()).count("errors") == 5; }));
  const auto polls = [&] {
    return stored(box.database())
        .number("SELECT sum(polls) FROM polls WHERE collection = 'errors'");
  };
  const auto before = polls();
  CHECK(eventually([&] { return polls() >= before + 5; }));
  daemon->send(SIGHUP);
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "configuration read again") == 1; }));
  CHECK(systemd.comes("RELOADING=1"));
  CHECK(systemd.comes("READY=1", 2));
}

TEST_CASE("a store thread that hangs ends the signs of life") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  listening systemd(box);
  const auto hang = box.folder() / "hang";
  auto variables = preloaded(HANGING_CALLS, "HANGING_SYNC", hang.string());
  variables.merge(with_watchdog(systemd.variables(), "400000"));
  const auto daemon = box.start({"run"}, variables);
  REQUIRE(systemd.comes("WATCHDOG=1", 5));
  std::ofstream(hang.string()) << "now";
  const std::string silent = "the store thread has not answered for";
  // A store thread that is only slow is told too, and then answers; one that hangs is told once.
  CHECK(eventually([&] {
    const auto signs_of_life = systemd.count("WATCHDOG=1");
    const auto told = lines_with(daemon->err(), silent);
    const bool poll_loop_lives = systemd.comes("STATUS=", systemd.count("STATUS=") + 15);
    return poll_loop_lives && told > 0 && lines_with(daemon->err(), silent) == told &&
           systemd.count("WATCHDOG=1") == signs_of_life;
  }));
}
