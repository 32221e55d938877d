#include <csignal>
#include <filesystem>

#include "catch.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

std::string errors_of(const std::string& algorithm) {
  return "collection = 'errors' AND algorithm = '" + algorithm + "'";
}

simcluster::scenario two_algorithms() {
  auto s = empty_cluster({"acme/one", "acme/two"});
  s.errors = 5;
  s.builds = 2;
  return s;
}

}  // namespace

TEST_CASE(
    "an algorithm added to the configuration is polled after a reload, a removed one no more") {
  simcluster::running_cluster cluster(two_algorithms());
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return polls(box, errors_of("acme/one")) > 0; }));

  reload(*daemon, box, watching(cluster, {"acme/two"}));
  REQUIRE(eventually([&] { return polls(box, errors_of("acme/two")) > 0; }));
  const auto before = polls(box, errors_of("acme/one"));
  REQUIRE(more_polls(box, errors_of("acme/two"), 5));
  CHECK(polls(box, errors_of("acme/one")) <= before + 1);  // one may have been under way

  reload(*daemon, box, watching(cluster, {"acme/one", "acme/two"}));
  CHECK(more_polls(box, errors_of("acme/one"), 2));
  CHECK(lasting_differences(cluster, box.database()) == strings{});
  CHECK(lines_with(daemon->err(), "warning") == 0);
}

TEST_CASE("a collection that is added is polled after a reload, and one removed no more") {
  simcluster::running_cluster cluster(two_algorithms());
  auto wanted = watching(cluster, {"acme/one", "acme/two"});
  wanted.clusters[0].collect = {"errors"};
  sandbox box(wanted);
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return polls(box, errors_of("acme/two")) > 0; }));
  CHECK(polls(box, "collection = 'builds'") == 0);
  wanted.clusters[0].collect = {"builds"};
  reload(*daemon, box, wanted);
  REQUIRE(eventually([&] { return polls(box, "collection = 'builds'") >= 2; }));
  const auto before = polls(box, "collection = 'errors'");
  REQUIRE(eventually([&] { return polls(box, "collection = 'builds'") >= 8; }));
  CHECK(polls(box, "collection = 'errors'") <= before + 2);
}

TEST_CASE("a cluster added to the configuration is polled after a reload, a removed one no more") {
  simcluster::running_cluster first(one_algorithm());
  simcluster::running_cluster second(one_algorithm());
  sandbox box(first, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return polls(box, "cluster = 'sim'") > 0; }));
  auto next = watching(second, {"acme/one"});
  next.clusters[0].name = "other";
  reload(*daemon, box, next);
  REQUIRE(eventually([&] { return polls(box, "cluster = 'other' AND outcome = 'ok'") > 0; }));
  const auto before = counted(first, "requests");
  const auto others = counted(second, "requests");
  REQUIRE(eventually([&] { return counted(second, "requests") >= others + 10; }));
  CHECK(counted(first, "requests") <= before + 4);
}

TEST_CASE("a configuration that is wrong is refused with every reason, and the old one stays") {
  simcluster::running_cluster cluster(two_algorithms());
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return polls(box, errors_of("acme/one")) > 0; }));
  box.configure("[poll]\ntimeout = \"soon\"\ntypo = 1\n");
  daemon->send(SIGHUP);
  const std::string stays = "the one read before stays in use";
  REQUIRE(eventually([&] { return lines_with(daemon->err(), stays) == 1; }));
  CHECK(lines_with(daemon->err(), "configuration not reloaded: " + box.folder().path().string()) ==
        3);
  CHECK(more_polls(box, errors_of("acme/one"), 3));

  auto unreadable = watching(cluster, {"acme/one"});
  unreadable.clusters[0].ca_file = "missing.pem";
  box.configure(unreadable);
  daemon->send(SIGHUP);
  REQUIRE(eventually([&] { return lines_with(daemon->err(), stays) == 2; }));
  CHECK(lines_with(daemon->err(), "missing.pem") == 1);
  CHECK(more_polls(box, errors_of("acme/one"), 3));
}

TEST_CASE("a poll under way when the configuration is reloaded ends as it would have") {
  auto slow = two_algorithms();
  slow.latency = simcluster::duration{3000};
  simcluster::running_cluster cluster(slow);
  auto wanted = watching(cluster, {"acme/one"});
  wanted.interval = "1h";
  wanted.clusters[0].collect = {"errors"};
  sandbox box(wanted);
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return counted(cluster, "in_flight") > 0; }));
  reload(*daemon, box, watching(cluster, {"acme/two"}));
  REQUIRE(eventually([&] { return polls(box, errors_of("acme/one")) == 1; }));
  CHECK(stored(box.database()).count("errors") >= 5);
  CHECK(polls(box, "outcome <> 'ok'") == 0);
}

TEST_CASE("a shorter interval takes effect at once, and an equal one changes no schedule") {
  simcluster::running_cluster cluster(two_algorithms());
  auto wanted = watching(cluster, {"acme/one"});
  wanted.interval = "1h";
  wanted.clusters[0].collect = {"errors"};
  sandbox box(wanted);
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return polls(box, errors_of("acme/one")) == 1; }));
  wanted.clusters[0].algorithms = {"acme/one", "acme/two"};
  reload(*daemon, box, wanted);
  REQUIRE(eventually([&] { return polls(box, errors_of("acme/two")) == 1; }));
  CHECK(polls(box, errors_of("acme/one")) == 1);
  reload(*daemon, box, watching(cluster, {"acme/one", "acme/two"}));
  CHECK(more_polls(box, errors_of("acme/one"), 3));
}

TEST_CASE("another key and another address are used from the reload on") {
  auto locked = two_algorithms();
  locked.token = "another-key-entirely";
  simcluster::running_cluster open(two_algorithms());
  simcluster::running_cluster other(locked);
  sandbox box(open, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return polls(box, errors_of("acme/one")) > 0; }));
  box.set_key("another-key-entirely");
  reload(*daemon, box, watching(other, {"acme/two"}));
  REQUIRE(eventually([&] { return polls(box, "algorithm = 'acme/two' AND outcome = 'ok'") > 0; }));
  CHECK(
      stored(box.database()).number("SELECT count(*) FROM v_errors WHERE algorithm = 'acme/two'") ==
      5);
}

TEST_CASE("what only a restart can change is named at a reload") {
  simcluster::running_cluster cluster(two_algorithms());
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return polls(box, errors_of("acme/one")) > 0; }));
  auto text = watching(cluster, {"acme/one"}).toml();
  text.replace(text.find("a.db"), 4, "b.db");
  box.configure(text);
  daemon->send(SIGHUP);
  REQUIRE(eventually([&] {
    return lines_with(daemon->err(), "store.path takes effect when algologd is started again") == 1;
  }));
  CHECK(more_polls(box, errors_of("acme/one"), 2));
  CHECK(!std::filesystem::exists(box.folder() / "b.db"));
}

TEST_CASE("newest_errors.keep takes effect with a reload") {
  simcluster::running_cluster cluster(two_algorithms());
  auto wanted = watching(cluster, {"acme/one"});
  sandbox box(wanted);
  const auto daemon = box.start({"run"});
  const auto kept = [&] { return stored(box.database()).count("newest_errors"); };
  REQUIRE(eventually([&] { return kept() == 5; }));
  wanted.keep = 2;
  reload(*daemon, box, wanted);
  CHECK(eventually([&] { return kept() == 2; }));
  wanted.keep = 4;
  reload(*daemon, box, wanted);
  CHECK(eventually([&] { return kept() == 4; }));
}

TEST_CASE("an algorithm given by name and UUID is polled on when only the UUID stays") {
  const std::string uuid = "4a1b7a2a-4183-4939-a292-26e677aeba73";
  auto s = two_algorithms();
  s.algorithms[0].uuid = uuid;
  simcluster::running_cluster cluster(s);
  sandbox box(cluster, {"acme/one", uuid});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "is acme/one as well") == 1; }));
  reload(*daemon, box, watching(cluster, {uuid}));
  CHECK(more_polls(box, errors_of("acme/one"), 5));
  CHECK(stored(box.database()).count("algorithms") == 1);
}
