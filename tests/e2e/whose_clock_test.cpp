// Whose clock: what a wrong header Date, and a wrong clock of this machine, may not do.
#include <csignal>

#include "catch.hpp"
#include "clock.hpp"
#include "cluster/server.hpp"
#include "eventually.hpp"
#include "preloaded.hpp"
#include "progress.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

constexpr std::int64_t second = 1000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t day = 24 * 60 * minute;
const std::string one = "acme/one";
const std::string errors_route = "/v1/algorithms/acme/one/errors";

/// A daemon with a system clock of its own, and a cluster.
struct clocked {
  explicit clocked(simcluster::scenario s = empty_cluster({one}))
      : cluster(s), wanted(watching(cluster, {one})), box(wanted) {
    cluster.start();
  }

  void collect(const std::vector<std::string>& what) {
    wanted.clusters[0].collect = what;
    box.configure(wanted);
  }
  void keep(const std::string& age) {
    wanted.keep = 1;
    wanted.retention = "errors = \"" + age + "\"\nbuild_logs = \"" + age + "\"";
    box.configure(wanted);
  }
  void set_clock(std::int64_t ahead) {
    box.folder().write("clock", std::to_string(ahead / second));
  }
  environment clock() const {
    return preloaded(OTHER_CLOCK, "OTHER_CLOCK", (box.folder() / "clock").string());
  }
  std::unique_ptr<process> run() { return box.start({"run"}, clock()); }

  /// The next answers of the errors route, with a Date that is ahead.
  void answer(std::int64_t ahead, int times) {
    const auto body = cluster.get("/_truth/errors");
    boost::json::array records;
    for (const auto& one_of : body.as_array()) records.push_back(one_of.at("record"));
    cluster.post("/_control/answer", {{"path", errors_route},
                                      {"status", 200},
                                      {"headers", {{"Date", date(algolog::now_ms() + ahead)}}},
                                      {"body", std::move(records)},
                                      {"times", times}});
  }
  void fail(int executions) { e2e::fail(cluster, one, executions); }
  static std::string date(std::int64_t at) {
    const std::time_t seconds = at / second;
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    char text[64];
    return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
  }

  std::int64_t polls() const { return e2e::polls(box, "collection = 'errors' AND outcome = 'ok'"); }
  bool polled(int more = 2) const {
    const auto before = std::filesystem::exists(box.database()) ? polls() : 0;
    return eventually([&] { return polls() >= before + more; });
  }
  /// Every time of this side that is stored, of which none may be more than an hour off.
  strings wrong_times() const {
    const auto now = std::to_string(algolog::now_ms());
    strings wrong;
    const stored db(box.database());
    for (const char* of :
         {"errors.observed_at", "newest_errors.observed_at", "builds.first_seen_at",
          "builds.updated_at", "builds.looked_at", "builds.log_next_at", "build_logs.fetched_at",
          "build_transitions.observed_at", "versions.first_seen_at", "polls.first_at",
          "polls.last_at", "gaps.detected_at", "quarantine.received_at", "algorithms.first_seen_at",
          "algorithms.builds_walked_at", "cluster_clocks.told_at", "coverage.to_at"}) {
      const std::string name = of;
      const auto dot = name.find('.');
      auto value = name.substr(dot + 1);
      if (name == "coverage.to_at") value = "unixepoch(to_at) * 1000";
      if (db.number("SELECT count(*) FROM " + name.substr(0, dot) + " WHERE abs(" + value + " - " +
                    now + ") > 3600000") > 0) {
        wrong.push_back(name);
      }
    }
    return wrong;
  }

  simcluster::server cluster;
  configuration wanted;
  sandbox box;
};

const std::int64_t wrong_dates[] = {30 * day, -30 * day, 40 * minute, -40 * minute};

}  // namespace

TEST_CASE("one wrong Date makes no gap, takes no coverage, and shifts no later gap") {
  const int shown = GENERATE(0, 3);  // executions, when the first answer comes
  for (const auto wrong : wrong_dates) {
    CAPTURE(wrong);
    clocked t;
    t.collect({"errors"});
    if (shown > 0) t.fail(shown);
    const auto daemon = t.run();
    REQUIRE(t.polled());
    const auto before = algolog::now_ms();
    t.answer(wrong, 1);
    t.fail(1);  // what is new since then looks late
    REQUIRE(eventually([&] { return stored(t.box.database()).count("errors") == shown + 1; }));
    REQUIRE(t.polled());
    const auto covered = "SELECT count(*) FROM coverage WHERE collection = 'errors'";
    CHECK(stored(t.box.database()).number(covered) == 1);
    CHECK(stored(t.box.database()).count("gaps") == 0);
    t.fail(250);
    CHECK(eventually([&] { return stored(t.box.database()).count("gaps") == 1; }));
    CHECK(t.polled());
    stop(*daemon);
    const stored db(t.box.database());
    CHECK(db.text("SELECT reason FROM gaps") == "window_overflow");
    CHECK(db.number("SELECT from_at FROM gaps") > before - 10 * minute);
    CHECK(db.number("SELECT to_at FROM gaps") < algolog::now_ms() + 2 * minute);
    CHECK(db.number("SELECT count(*) FROM polls WHERE collection = 'errors'") == 1);
    CHECK(t.wrong_times() == strings{});
    CHECK(lines_with(daemon->err(), "no poll succeeded for longer") == 0);
  }
}

TEST_CASE("a first Date of a process that is wrong makes no gap and takes no coverage") {
  for (const auto wrong : wrong_dates) {
    CAPTURE(wrong);
    clocked t;
    t.collect({"errors"});
    REQUIRE(t.box.once().status == 0);
    t.answer(wrong, 1);
    const auto daemon = t.run();
    REQUIRE(t.polled(3));
    t.fail(2);
    REQUIRE(eventually([&] { return stored(t.box.database()).count("errors") == 2; }));
    stop(*daemon);
    const stored db(t.box.database());
    CHECK(db.count("gaps") == 0);
    CHECK(db.number("SELECT count(*) FROM coverage WHERE collection = 'errors'") == 1);
    CHECK(db.count("errors WHERE backfilled = 1") == 0);
    CHECK(t.wrong_times() == strings{});
  }
}

TEST_CASE("all that is stored has the cluster's time, however wrong this machine's clock is") {
  for (const auto ahead : {-100 * day, 7300 * day}) {
    CAPTURE(ahead);
    clocked t(one_algorithm());
    t.set_clock(ahead);
    t.keep("9d");
    const auto daemon = t.run();
    REQUIRE(t.polled());
    t.fail(250);
    REQUIRE(eventually([&] { return stored(t.box.database()).count("gaps") == 1; }));
    REQUIRE(eventually([&] { return stored(t.box.database()).count("build_logs") == 3; }));
    t.set_clock(0);
    REQUIRE(t.polled());
    stop(*daemon);
    CHECK(t.wrong_times() == strings{});
    CHECK(stored(t.box.database()).count("polls WHERE collection = 'errors'") == 1);
    const auto pruned = t.box.run({"prune", "--dry-run", "--json"});
    CHECK_THAT(pruned.out, ContainsSubstring("\"deleted\":[]"));
  }
}

TEST_CASE("a machine 20 years ahead without a successful poll deletes nothing, and says so") {
  clocked t(one_algorithm());
  t.keep("9d");
  REQUIRE(t.box.once().status == 0);
  t.cluster.stop();
  t.set_clock(7300 * day);
  const auto daemon = t.run();
  REQUIRE(eventually(
      [&] { return stored(t.box.database()).count("polls WHERE outcome <> 'ok'") > 0; }));
  const std::string refused = "retention: nothing of cluster sim is deleted: no answer of it has";
  REQUIRE(eventually([&] {
    daemon->send(SIGHUP);  // a pass begins at once
    return lines_with(daemon->err(), refused) > 0;
  }));
  stop(*daemon);
  CHECK(lines_with(daemon->err(), refused) == 1);
  CHECK(stored(t.box.database()).count("errors") == 5);
  CHECK(stored(t.box.database()).count("build_logs") == 3);
  const auto pruned = t.box.run({"prune"}, t.clock());
  CHECK(pruned.status == 0);
  CHECK_THAT(pruned.out, ContainsSubstring("rows are as old as they were at its newest poll"));
  CHECK(stored(t.box.database()).count("errors") == 5);
  CHECK(stored(t.box.database()).count("build_logs") == 3);
}

TEST_CASE("a machine 20 years ahead deletes nothing of what its cluster says is young") {
  for (const bool still_configured : {true, false}) {
    CAPTURE(still_configured);
    auto s = one_algorithm();
    s.algorithms.push_back(simcluster::algorithm_spec::parse(boost::json::value("acme/two")));
    clocked t(s);
    t.keep("9d");
    REQUIRE(t.box.once().status == 0);
    if (!still_configured) t.wanted.clusters[0].algorithms = {"acme/two"};
    t.collect({"builds"});
    t.set_clock(7300 * day);
    const auto builds = "SELECT total(polls) FROM polls WHERE collection = 'builds'";
    const auto before = stored(t.box.database()).number(builds);
    const auto daemon = t.run();
    REQUIRE(eventually([&] { return stored(t.box.database()).number(builds) > before + 2; }));
    for (int i = 0; i < 5; ++i) {
      const auto reloads = lines_with(daemon->err(), "configuration read again");
      daemon->send(SIGHUP);
      REQUIRE(eventually(
          [&] { return lines_with(daemon->err(), "configuration read again") > reloads; }));
    }
    stop(*daemon);
    CHECK(lines_with(daemon->err(), "retention:") == 0);
    CHECK(stored(t.box.database()).count("errors") == 5);
    CHECK(stored(t.box.database())
              .count("build_logs JOIN builds USING (cluster, build_id) WHERE algorithm_id = 1") ==
          3);
  }
}
