#include "catch.hpp"
#include "cluster/server.hpp"
#include "daemon_clock.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;
using hours = std::chrono::hours;

namespace {

const std::string one = "acme/one";
constexpr std::int64_t day = 24LL * 3600 * 1000;
constexpr std::int64_t minute = 60LL * 1000;
constexpr hours year{24 * 365};

/// A daemon and a cluster for which the same time passes.
class shared_time {
 public:
  explicit shared_time(const simcluster::scenario& s, configuration settings = {})
      : cluster_(s), settings_(std::move(settings)) {
    cluster_.start();
    auto wanted = watching(cluster_, {one});
    settings_.clusters = wanted.clusters;
    box_.emplace(settings_);
    clock_.emplace(box_->folder() / "clock");
    start();
  }

  void start() { daemon_ = box_->start({"run"}, clock_->variables()); }
  std::string stop() {
    e2e::stop(*daemon_);
    return daemon_->err();
  }

  /// So long at once, and in the end everything has been polled again.
  void pass(std::chrono::milliseconds time) {
    pass_unheard(time);
    CHECK(eventually([&] { return polled_all_since(clock_->now_ms() - 60'000); }));
  }
  /// The same, whatever becomes of the polls.
  void pass_unheard(std::chrono::milliseconds time) {
    cluster_.post("/_control/advance", {{"ms", time.count()}});
    clock_->pass(time);
  }
  void fail(int executions) { e2e::fail(cluster_, one, executions); }
  /// Whether the error that came last is there, whatever became of older ones.
  bool newest_is_stored() {
    const auto all = cluster_.get("/_truth/errors").as_array();
    const std::string id(all.back().at("record").at("request_id").as_string());
    return database().number("SELECT count(*) FROM errors WHERE request_id = '" + id + "'") == 1;
  }
  bool all_stored() { return lasting_differences(cluster_, box_->database()) == strings{}; }

  simcluster::server& cluster() { return cluster_; }
  daemon_clock& clock() { return *clock_; }
  const sandbox& box() const { return *box_; }
  stored database() const { return stored(box_->database()); }

 private:
  bool polled_all_since(std::int64_t at) const {
    return database().number(
               "SELECT count(DISTINCT collection) FROM polls WHERE outcome = 'ok'"
               " AND collection IN ('errors', 'builds', 'versions') AND last_at >= " +
               std::to_string(at)) == 3;
  }

  simcluster::server cluster_;
  configuration settings_;
  std::optional<sandbox> box_;
  std::optional<daemon_clock> clock_;
  std::unique_ptr<process> daemon_;
};

}  // namespace

TEST_CASE("four weeks pass in seconds, and all of them is stored, over a restart too") {
  auto s = empty_cluster({one});
  s.builds = 3;
  shared_time at(s);
  for (int half_day = 0; half_day < 56; ++half_day) {
    at.fail(5);
    at.pass(12h);
    if (half_day == 20) {
      at.stop();
      at.start();
    }
  }
  CHECK(at.all_stored());
  const auto said = at.stop();
  CHECK(lines_with(said, "may be missing") == 0);
  const auto db = at.database();
  CHECK(db.count("gaps") == 0);
  CHECK(db.number("SELECT max(observed_at) - min(observed_at) FROM errors") > 27 * day);
  CHECK(db.number("SELECT count(*) FROM polls WHERE outcome <> 'ok' AND last_at - first_at > "
                  "60000") == 0);
}

TEST_CASE("every wait of the daemon goes by its own clock") {
  configuration slow;
  slow.interval = "10m";
  slow.timeout = "10m";
  auto s = empty_cluster({one});
  shared_time at(s, slow);
  const auto polls = [&] {
    return at.database().number(
        "SELECT total(polls) FROM polls WHERE collection = 'errors' AND outcome = 'ok'");
  };
  CHECK(eventually([&] { return polls() > 0; }));
  at.clock().run(3600);
  CHECK(eventually([&] { return polls() > 3; }));
  at.clock().run(1);
  at.stop();
  CHECK(at.clock().now_ms() < at.database().number("SELECT max(last_at) FROM polls") + day);
}

TEST_CASE("retention runs every hour of the daemon's time, and takes only what is old enough") {
  configuration kept;
  kept.retention = "errors = \"21d\"";
  kept.keep = 1;
  auto s = empty_cluster({one});
  shared_time at(s, kept);
  for (int days = 0; days < 40; days += 2) {
    at.fail(3);
    CHECK(eventually([&] { return at.newest_is_stored(); }));
    at.pass(48h);
  }
  // Rows age up to the newest poll, so the pass after that deletes them.
  const auto told = [&] {
    return eventually([&] {
      return at.database().number("SELECT max(told_at) FROM cluster_clocks") >
             at.clock().now_ms() - 10 * minute;
    });
  };
  CHECK(told());
  at.pass(90min);
  CHECK(eventually([&] { return at.database().count("errors") == 30; }));
  CHECK(told());
  at.pass(90min);
  CHECK(at.database().count("errors") == 30);
  at.pass(48h);
  CHECK(told());
  at.pass(90min);
  CHECK(eventually([&] { return at.database().count("errors") == 27; }));
  CHECK(lines_with(at.stop(), "retention: ") > 1);
  CHECK(at.database().number("SELECT min(observed_at) FROM errors") >
        at.clock().now_ms() - 21 * day);
}

TEST_CASE("nine days without a success while the daemon runs are an outage's gap") {
  auto s = empty_cluster({one});
  shared_time at(s);
  at.fail(3);
  CHECK(at.all_stored());
  at.pass(1h);
  at.cluster().post("/_control/fault", {{"kind", "plain_500"}});
  for (int days = 0; days < 9; ++days) {
    at.fail(2);
    at.pass_unheard(24h);
  }
  at.cluster().post("/_control/fault", {{"clear", true}});
  at.pass(1h);
  CHECK(eventually([&] { return at.database().count("gaps") == 1; }));
  CHECK(eventually([&] { return account(at.cluster(), at.box().database()).wrong.empty(); }));
  CHECK(lines_with(at.stop(), "no poll succeeded for longer than the 7 days") == 1);
  const auto sum = account(at.cluster(), at.box().database());
  CHECK(sum.wrong == strings{});
  CHECK(sum.inside > 0);
  CHECK(at.database().text("SELECT reason FROM gaps") == "outage");
}

TEST_CASE("a system clock set by a year while the daemon runs leaves no wrong time behind") {
  auto s = empty_cluster({one});
  shared_time at(s);
  at.fail(2);
  CHECK(at.all_stored());
  for (const auto ahead : {year, -year, hours{0}}) {
    CAPTURE(ahead.count());
    at.clock().set_ahead(ahead);
    at.fail(2);
    CHECK(at.all_stored());
  }
  at.stop();
  const auto db = at.database();
  CHECK(db.count("gaps") == 0);
  CHECK(db.number("SELECT count(*) FROM errors WHERE abs(observed_at - created_at) > 120000") == 0);
}
