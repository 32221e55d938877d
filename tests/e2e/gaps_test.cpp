#include <csignal>

#include "catch.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "preloaded.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

const std::string one = "acme/one";
constexpr std::int64_t day = 24LL * 3600 * 1000;

const std::string errors_polled = "collection = 'errors' AND outcome = 'ok'";

bool polled_again(const sandbox& box) { return more_polls(box, errors_polled, 2); }

bool polled(const sandbox& box) {
  return eventually([&] { return polls(box, errors_polled) > 0; });
}

bool all_stored(simcluster::server& cluster, const sandbox& box) {
  return lasting_differences(cluster, box.database()) == strings{};
}

}  // namespace

TEST_CASE("more errors between two polls than the window shows are a gap, told once") {
  simcluster::running_cluster cluster(empty_cluster({one}));
  fail(cluster, one, 10);
  sandbox box(cluster, {one});
  CHECK(box.once().status == 0);
  fail(cluster, one, 250);
  const auto daemon = box.start({"run"});
  CHECK(eventually([&] { return stored(box.database()).count("gaps") == 1; }));
  CHECK(polled_again(box));
  stop(*daemon);
  const auto sum = account(cluster, box.database());
  CHECK(sum.wrong == strings{});
  CHECK(sum.stored == 210);
  CHECK(sum.inside == 50);
  CHECK(lines_with(daemon->err(), "may be missing: more failed between two polls than the 200") ==
        1);
  CHECK(lines_with(daemon->err(), "poll.errors_min_interval") == 1);
  const stored db(box.database());
  CHECK(db.text("SELECT reason FROM gaps") == "window_overflow");
  CHECK(db.number("SELECT count(*) FROM coverage AS c JOIN v_gaps AS g USING (algorithm)"
                  " WHERE collection = 'errors' AND c.from_at < g.to_at AND c.to_at > g.from_at") ==
        0);
}

TEST_CASE("an outage of more than seven days is a gap, told once") {
  auto s = empty_cluster({one});
  s.clock = "manual";
  simcluster::running_cluster cluster(s);
  fail(cluster, one, 3);
  sandbox box(cluster, {one});
  CHECK(box.once().status == 0);
  cluster.post("/_control/advance", {{"ms", day}});
  fail(cluster, one, 5);  // seen by nobody
  cluster.post("/_control/advance", {{"ms", 8 * day}});
  fail(cluster, one, 2);
  const auto daemon = box.start({"run"});
  CHECK(eventually([&] { return stored(box.database()).count("gaps") == 1; }));
  CHECK(polled_again(box));
  stop(*daemon);
  const auto sum = account(cluster, box.database());
  CHECK(sum.wrong == strings{});
  CHECK(sum.stored == 5);
  CHECK(sum.inside == 5);
  CHECK(lines_with(daemon->err(), "no poll succeeded for longer than the 7 days") == 1);
  CHECK(stored(box.database()).text("SELECT reason FROM gaps") == "outage");
}

TEST_CASE("six days without the daemon are no gap when the window held everything") {
  auto s = empty_cluster({one});
  s.clock = "manual";
  simcluster::running_cluster cluster(s);
  fail(cluster, one, 3);
  sandbox box(cluster, {one});
  CHECK(box.once().status == 0);
  cluster.post("/_control/advance", {{"ms", 3 * day}});
  fail(cluster, one, 150);
  cluster.post("/_control/advance", {{"ms", 3 * day}});
  CHECK(box.once().status == 0);
  CHECK(stored(box.database()).count("errors") == 153);
  CHECK(stored(box.database()).count("gaps") == 0);
}

TEST_CASE("a route whose window turns over fast is polled long before its interval is over") {
  simcluster::running_cluster cluster(empty_cluster({one}));
  fail(cluster, one, 200);  // just now
  auto wanted = watching(cluster, {one});
  wanted.interval = "1h";
  wanted.clusters[0].collect = {"errors"};
  sandbox box(wanted);
  const auto daemon = box.start({"run"});
  CHECK(eventually([&] { return polls(box, errors_polled) > 1; }));
  stop(*daemon);
}

TEST_CASE("a system clock that is set by years neither makes a gap nor stops anything") {
  auto s = empty_cluster({one});
  s.builds = 1;
  simcluster::running_cluster cluster(s);
  sandbox box(cluster, {one});
  const auto clock = box.folder() / "clock";
  const auto environment = preloaded(OTHER_CLOCK, "OTHER_CLOCK", clock.string());
  auto daemon = box.start({"run"}, environment);
  CHECK(polled(box));
  for (const char* ahead : {"315360000", "-315360000", "0"}) {  // ten years
    CAPTURE(ahead);
    box.folder().write("clock", ahead);
    cluster.post("/_control/build", {{"algorithm", one}, {"build_id", ahead}});
    CHECK(polled_again(box));
    fail(cluster, one, 4);
    cluster.post("/_control/build", {{"algorithm", one},
                                     {"build_id", ahead},
                                     {"status", "succeeded"},
                                     {"log", std::string("built ") + ahead}});
    CHECK(all_stored(cluster, box));
    daemon->send(SIGTERM);  // and it may be set while nothing runs
    CHECK(daemon->wait() == 0);
    CHECK(lines_with(daemon->err(), "may be missing") == 0);
    daemon = box.start({"run"}, environment);
    CHECK(polled_again(box));
  }
  stop(*daemon);
  const stored db(box.database());
  CHECK(db.count("gaps") == 0);
  CHECK(db.number("SELECT max(seconds) FROM coverage") < 3600);
  CHECK(db.text("PRAGMA integrity_check") == "ok");
}
