// Who is who: algorithms with two names, with other names than before, made again under a name.

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "catch.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
namespace json = boost::json;
using strings = std::vector<std::string>;

namespace {

const std::string algorithms = "/v1/algorithms/";
const std::string missing = R"({"error":{"code":1000,"message":"No such algorithm"}})";

std::string uuid_of(int number) {
  return fmt::format("{:08d}-0000-4000-8000-000000000000", number);
}

/// What a look-up answers; without a name, as the API's own sample, where `name` is empty.
std::string object_of(const std::string& uuid, const std::string& name) {
  json::object out{{"id", uuid}, {"resource_type", "algorithm"}};
  if (!name.empty()) out["self_link"] = "http://x" + algorithms + "acme/" + name + "/versions/1";
  return json::serialize(out);
}

simcluster::scenario one_and_two() {
  auto s = empty_cluster({"acme/one", "acme/two"});
  s.algorithms[0].uuid = uuid_of(1);
  s.algorithms[1].uuid = uuid_of(2);
  s.errors = 4;
  s.builds = 3;
  return s;
}

/// From now on acme/one is the one with the other UUID, and acme/two as well.
void swap_names(simcluster::server& cluster) {
  cluster.answer_with(algorithms + "acme/one", 200, object_of(uuid_of(2), "one"));
  cluster.answer_with(algorithms + "acme/two", 200, object_of(uuid_of(1), "two"));
  cluster.answer_with(algorithms + uuid_of(1), 200, object_of(uuid_of(1), "two"));
  cluster.answer_with(algorithms + uuid_of(2), 200, object_of(uuid_of(2), "one"));
}

strings who(const sandbox& box) {
  return stored(box.database())
      .rows("SELECT algorithm_id, name, uuid FROM algorithms ORDER BY algorithm_id");
}

/// acme/one, which has been polled, is acme/new now, watched as that, and has three new errors.
void rename_one(simcluster::server& cluster, sandbox& box) {
  cluster.post("/_control/algorithm", {{"rename", json::array{"acme/one", "acme/new"}}});
  fail(cluster, "acme/new", 3);
  box.configure(watching(cluster, {"acme/new", "acme/two"}));
}

/// That those three are news, and what both had before is not.
void check_three_are_news(const sandbox& box) {
  const stored db(box.database());
  CHECK(db.count("errors") == 11);
  CHECK(db.number("SELECT count(*) FROM errors WHERE NOT backfilled") == 3);
}

}  // namespace

TEST_CASE("two algorithms that swap their names are both polled on, and their rows never merge") {
  simcluster::running_cluster cluster(one_and_two());
  sandbox box(cluster, {"acme/one", "acme/two"});
  REQUIRE(box.once().status == 0);
  REQUIRE(who(box) == strings{"1|one|" + uuid_of(1), "2|two|" + uuid_of(2)});
  swap_names(cluster);
  const auto polled = box.once();
  CAPTURE(polled.out, polled.err);
  CHECK(polled.status == 0);
  CHECK(who(box) == strings{"1|two|" + uuid_of(1), "2|one|" + uuid_of(2)});
  CHECK(stored(box.database())
            .rows("SELECT algorithm, sum(polls) FROM v_polls WHERE collection = 'errors'"
                  " AND outcome = 'ok' GROUP BY algorithm") == strings{"acme/one|2", "acme/two|2"});
  CHECK(stored(box.database()).count("errors") == 8);
  // Builds and versions are with the algorithm that shows them now.
  CHECK(stored(box.database()).rows("SELECT algorithm_id, count(*) FROM builds GROUP BY 1") ==
        strings{"1|3", "2|3"});
  CHECK(stored(box.database()).number("SELECT count(DISTINCT git_hash) = count(*) FROM versions") ==
        1);
  const auto builds = cluster.get("/_truth/builds?algorithm=acme/one");
  for (const auto& made : builds.as_array()) {
    const auto id = json::value_to<std::string>(made.at("record").at("build_id"));
    CHECK(stored(box.database()).text("SELECT name FROM v_builds WHERE build_id = '" + id + "'") ==
          "one");
  }
}

TEST_CASE("a UUID whose algorithm took another name does not keep that name from being polled") {
  simcluster::running_cluster cluster(one_and_two());
  sandbox box(cluster, {"acme/one", uuid_of(1)});
  REQUIRE(box.once().status == 0);
  swap_names(cluster);
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] {
    return who(box) == strings{"1|two|" + uuid_of(1), "2|one|" + uuid_of(2)} ||
           who(box).back() == "3|one|" + uuid_of(2);
  }));
  CHECK(more_polls(box, "algorithm = 'acme/one' AND collection = 'errors'", 5));
  CHECK(more_polls(box, "algorithm = 'acme/two' AND collection = 'errors'", 5));
}

TEST_CASE("what an algorithm shows under a new name is news, as it was watched before") {
  simcluster::running_cluster cluster(one_and_two());
  sandbox box(cluster, {"acme/one", "acme/two"});
  REQUIRE(box.run({"once"}).status == 0);
  rename_one(cluster, box);
  const bool as_service = GENERATE(false, true);
  if (as_service) {
    const auto daemon = box.start({"run"});
    REQUIRE(eventually([&] { return stored(box.database()).count("errors") == 11; }));
  } else {
    REQUIRE(box.run({"once"}).status == 0);
  }
  check_three_are_news(box);
}

TEST_CASE("what a new name shows is news also where its first look-ups fail by chance") {
  simcluster::running_cluster cluster(one_and_two());
  sandbox box(cluster, {"acme/one", "acme/two"});
  REQUIRE(box.run({"once"}).status == 0);
  rename_one(cluster, box);
  const std::string kind = GENERATE("plain_500", "missing", "garbage");
  cluster.post("/_control/fault",
               {{"kind", kind}, {"route", "algorithm"}, {"algorithm", "acme/new"}, {"times", 3}});
  CHECK(box.run({"once"}).status == 75);
  check_three_are_news(box);
}

TEST_CASE("a name whose algorithm was renamed leaves the UUID to be polled") {
  simcluster::running_cluster cluster(one_and_two());
  sandbox box(cluster, {"acme/one", uuid_of(1)});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "is acme/one as well") == 1; }));
  REQUIRE(more_polls(box, "algorithm = 'acme/one' AND collection = 'errors'", 2));
  for (const char* route : {"", "/errors", "/builds", "/versions"}) {
    cluster.answer_with(algorithms + "acme/one" + route, 404, missing);
  }
  cluster.answer_with(algorithms + uuid_of(1), 200, object_of(uuid_of(1), "newname"));
  CHECK(more_polls(box, "algorithm = 'acme/newname' AND collection = 'errors' AND outcome = 'ok'",
                   5));
  CHECK(eventually([&] {
    return polls(box, "algorithm = 'acme/one' AND collection = 'errors' AND outcome = 'missing'") >
           0;
  }));
}

TEST_CASE("an algorithm made again under its name is another one, and is polled") {
  simcluster::running_cluster cluster(one_and_two());
  sandbox box(cluster, {"acme/one"});
  REQUIRE(box.once().status == 0);
  cluster.answer_with(algorithms + "acme/one", 200, object_of(uuid_of(9), "one"));
  REQUIRE(box.once().status == 0);
  CHECK(who(box) == strings{"1|NULL|" + uuid_of(1), "2|one|" + uuid_of(9)});
  CHECK(polls(box, "algorithm = 'acme/one' AND collection = 'errors' AND outcome = 'ok'") == 1);
}

TEST_CASE("after a restart no algorithm is polled under both of its names") {
  constexpr int count = 10;
  auto s = empty_cluster({});
  strings both;
  for (int i = 0; i < count; ++i) {
    auto made = simcluster::algorithm_spec::parse(json::value("acme/a" + std::to_string(i)));
    made.uuid = uuid_of(i);
    both.push_back(made.full_name());
    both.push_back(made.uuid);
    s.algorithms.push_back(made);
  }
  s.builds = 1;
  simcluster::running_cluster cluster(s);
  auto wanted = watching(cluster, both);
  wanted.interval = "1h";  // the first polls come in any order, within seconds
  wanted.clusters[0].collect = {"errors"};
  sandbox box(wanted);
  REQUIRE(box.once().status == 0);
  for (int i = 0; i < count; ++i) {
    cluster.answer_with(algorithms + uuid_of(i) + "/errors", 500, "by its UUID");
  }
  const auto before = polls(box, "collection = 'errors' AND outcome = 'ok'");
  const auto daemon = box.start({"run"});
  REQUIRE(eventually(
      [&] { return polls(box, "collection = 'errors' AND outcome = 'ok'") == before + count; }));
  CHECK(eventually([&] { return lines_with(daemon->err(), "which is polled already") == count; }));
  CHECK(polls(box, "collection = 'errors' AND outcome <> 'ok'") == 0);
}

TEST_CASE("when the name that is polled is taken out, the UUID is polled on, and the other way") {
  simcluster::running_cluster cluster(one_and_two());
  sandbox box(cluster, {uuid_of(1), "acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "which is polled already") == 1; }));
  const std::string errors = "algorithm = 'acme/one' AND collection = 'errors'";
  const std::string builds = "algorithm = 'acme/one' AND collection = 'builds'";
  for (const auto& left : {uuid_of(1), std::string("acme/one"), uuid_of(1)}) {
    reload(*daemon, box, watching(cluster, {left}));
    CHECK(more_polls(box, errors, 3));
    CHECK(more_polls(box, builds, 3));
  }
  CHECK(lines_with(daemon->err(), "warning") == 0);
}

TEST_CASE("once takes a name and a UUID for one although the UUID's answer names no owner") {
  simcluster::running_cluster cluster(one_and_two());
  cluster.answer_with(algorithms + uuid_of(1), 200, object_of(uuid_of(1), ""));
  const bool name_first = GENERATE(true, false);
  sandbox box(cluster,
              name_first ? strings{"acme/one", uuid_of(1)} : strings{uuid_of(1), "acme/one"});
  const auto polled = box.once();
  CAPTURE(polled.out, polled.err);
  CHECK(polled.status == 0);
  CHECK(who(box) == strings{"1|one|" + uuid_of(1)});
  CHECK(polls(box, "collection = 'errors'") == 1);
  CHECK(polls(box, "outcome <> 'ok'") == 0);
}

TEST_CASE("builds and versions go on at once when the name of a nameless UUID is added") {
  simcluster::running_cluster cluster(one_and_two());
  cluster.answer_with(algorithms + uuid_of(1), 200, object_of(uuid_of(1), ""));
  sandbox box(cluster, {uuid_of(1)});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] {
    return polls(box, "collection = 'builds' AND outcome = 'ok'") == 0 &&
           lines_with(daemon->err(), "are not known") == 1;
  }));
  reload(*daemon, box, watching(cluster, {uuid_of(1), "acme/one"}));
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "which is polled already") == 1; }));
  CHECK(who(box) == strings{"1|one|" + uuid_of(1)});
  const auto builds = "algorithm = 'acme/one' AND collection = 'builds' AND outcome = 'ok'";
  CHECK(more_polls(box, builds, 5));
  const auto versions = "algorithm = 'acme/one' AND collection = 'versions' AND outcome = 'ok'";
  CHECK(eventually([&] { return polls(box, versions) > 0; }));
  CHECK(stored(box.database()).count("builds") == 3);
}

TEST_CASE("two good names of one algorithm are polled once, and its row has one of them") {
  simcluster::running_cluster cluster(one_and_two());
  cluster.answer_with(algorithms + "acme/ONE", 200, object_of(uuid_of(1), "one"));
  sandbox box(cluster, {"acme/ONE", "acme/one", uuid_of(1)});
  const auto polled = box.once();
  CAPTURE(polled.out, polled.err);
  CHECK(who(box).size() == 1);
  CHECK(polls(box, "collection = 'errors'") == 1);
}
