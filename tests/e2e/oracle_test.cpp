#include <fmt/format.h>

#include <csignal>
#include <random>

#include "catch.hpp"
#include "colourful_cluster.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "hardships.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

simcluster::scenario narrow_cluster(unsigned from, std::size_t window) {
  auto s = colourful_cluster(tried_algorithms);
  s.algorithms.back().calls = "acme/one";
  s.seed = from;
  s.window_executions = window;
  s.order = "shuffled";
  s.builds = 5;
  s.errors = 5;
  return s;
}

class ordeal {
 public:
  ordeal(unsigned from, std::size_t window, int largest_burst)
      : dice_(from), burst_(largest_burst), cluster_(narrow_cluster(from, window)) {
    cluster_.start();
    box_.emplace(settings());
    CHECK(box_->once().status == 0);  // what went before the first poll is nobody's loss
    cluster_.post("/_control/fault", faults_of({}));
  }

  /// Runs the daemon while errors come, and kills it after some random number of requests.
  void cycle() {
    const auto daemon = box_->start({"run"});
    const auto begin = requests();
    const auto last = begin + std::uniform_int_distribution<std::int64_t>(1, 150)(dice_);
    for (auto now = begin; now < last; now = next_request(now)) fail_some();
    daemon->send(SIGKILL);
    CHECK(daemon->wait() == -SIGKILL);
    if (std::filesystem::exists(box_->database())) {
      CHECK(stored(box_->database()).text("PRAGMA integrity_check") == "ok");
    }
  }

  /// Lets the daemon run undisturbed until nothing is wrong any more.
  accounting finish() {
    cluster_.post("/_control/fault", {{"clear", true}});
    const auto last_poll = stored(box_->database()).number("SELECT max(poll_id) FROM polls");
    const auto daemon = box_->start({"run"});
    CHECK(eventually([&] { return polled_since(last_poll); }));
    eventually([&] { return account(cluster_, box_->database()).wrong.empty(); });
    stop(*daemon);
    const stored db(box_->database());
    CHECK(db.text("PRAGMA integrity_check") == "ok");
    CHECK(db.rows("PRAGMA foreign_key_check") == strings{});
    CHECK(db.rows("SELECT request_id FROM errors GROUP BY cluster, request_id, username, algoname"
                  " HAVING count(*) > 1") == strings{});
    return account(cluster_, box_->database());
  }

  std::int64_t gaps() const { return stored(box_->database()).count("gaps"); }
  std::size_t kinds_of_fault() {
    return cluster_.get("/_truth/counters").at("faults").as_object().size();
  }

 private:
  configuration settings() const {
    auto wanted = watching(cluster_, tried_algorithms);
    wanted.interval = "100ms";
    wanted.timeout = "2s";
    return wanted;
  }

  std::int64_t requests() { return counted(cluster_, "requests"); }

  /// Waits for another request, so that errors come as fast as they are asked for.
  std::int64_t next_request(std::int64_t seen) {
    auto now = seen;
    CHECK(eventually([&] { return (now = requests()) > seen; }));
    return std::max(now, seen + 1);
  }

  void fail_some() {
    const auto which = std::uniform_int_distribution<std::size_t>(0, 2)(dice_);
    const auto count = std::uniform_int_distribution<int>(0, burst_)(dice_);
    fail(cluster_, tried_algorithms[which], count);
    box_->set_key(api_key);  // a refused key is sent again when its file has changed
  }

  /// Whether the errors of every algorithm were polled again and again since.
  bool polled_since(std::int64_t poll_id) {
    return stored(box_->database())
               .number(
                   "SELECT count(DISTINCT algorithm_id) FROM polls WHERE collection = 'errors'"
                   " AND outcome = 'ok' AND polls > 1 AND poll_id > " +
                   std::to_string(poll_id)) == static_cast<std::int64_t>(tried_algorithms.size());
  }

  std::mt19937 dice_;
  int burst_;
  simcluster::server cluster_;
  std::optional<sandbox> box_;
};

void tell(const std::string& what, const accounting& sum, ordeal& of) {
  fmt::print(
      "oracle, {}: {} cycles, {} kinds of fault, {} records made, {} stored, {} lost, of"
      " these {} inside the {} gaps\n",
      what, cycles(10), of.kinds_of_fault(), sum.made, sum.stored, sum.made - sum.stored,
      sum.inside, of.gaps());
}

}  // namespace

TEST_CASE("killed at random on a wicked cluster, it stores each error once or has a gap for it") {
  const auto from = drawn_seed();
  INFO("ALGOLOGD_ORACLE_SEED=" << from);
  ordeal trial(from, 20, 9);
  for (int i = 0; i < cycles(10); ++i) trial.cycle();
  const auto sum = trial.finish();
  tell("small window", sum, trial);
  CHECK(sum.wrong == strings{});
  CHECK(sum.stored > 0);
}

TEST_CASE("killed at random on a wicked cluster whose window is large enough, it has no gap") {
  const auto from = drawn_seed();
  INFO("ALGOLOGD_ORACLE_SEED=" << from);
  ordeal trial(from, 100'000, 3);
  for (int i = 0; i < cycles(10); ++i) trial.cycle();
  const auto sum = trial.finish();
  tell("large window", sum, trial);
  CHECK(sum.wrong == strings{});
  CHECK(sum.stored == sum.made);
  CHECK(trial.gaps() == 0);
}
