#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>

#include "catch.hpp"
#include "cluster/server.hpp"
#include "eventually.hpp"
#include "redirected.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
namespace json = boost::json;
using strings = std::vector<std::string>;

namespace {

const std::string uuid = "4a1b7a2a-4183-4939-a292-26e677aeba73";
const std::string errors = "SELECT request_id, username, algoname, created_at, backfilled";

/// A cluster that serves two records without a name while the look-up of their algorithm fails, and
/// afterwards tells the name and serves the records no more.
struct name_that_comes_late {
  name_that_comes_late() : cluster(scenario()), box(cluster, {uuid}) {
    cluster.start();
    cluster.answer_with("/v1/algorithms/" + uuid + "/errors", 200,
                        R"([{"request_id":"req-1","created_at":1},)"
                        R"({"request_id":"req-2","created_at":2,"username":"o","algoname":"n"},)"
                        R"({"request_id":"req-3","created_at":3}])",
                        1);
    cluster.post("/_control/fault", {{"kind", "plain_500"}, {"route", "algorithm"}});
    REQUIRE(box.once().status == 75);
    cluster.post("/_control/fault", {{"clear", true}});
  }

  static simcluster::scenario scenario() {
    auto s = empty_cluster({"acme/one"});
    s.algorithms[0].uuid = uuid;
    s.builds = 1;  // without a build the look-up tells no name
    return s;
  }
  json::object requeue(const strings& more = {}) {
    strings arguments{"requeue", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto done = box.run(arguments);
    CAPTURE(done.err);
    REQUIRE(done.status == 0);
    return json::parse(done.out).as_object();
  }
  strings stored_errors() const {
    return stored(box.database()).rows(errors + " FROM errors ORDER BY request_id");
  }

  simcluster::server cluster;
  sandbox box;
};

}  // namespace

TEST_CASE("records refused for want of a name are moved once it is known, each exactly once") {
  name_that_comes_late t;
  CHECK(t.stored_errors() == strings{"req-2|o|n|2|1"});
  CHECK(stored(t.box.database()).count("quarantine") == 2);
  CHECK(t.requeue().at("not_understood").as_int64() == 2);

  REQUIRE(t.box.once().status == 0);
  CHECK(t.requeue({"--dry-run"}).at("moved").as_int64() == 2);
  CHECK(t.stored_errors().size() == 1);
  const auto polls = stored(t.box.database()).rows("SELECT * FROM polls");
  const auto moved = t.requeue();
  CHECK(moved.at("moved").as_int64() == 2);
  CHECK(moved.at("records_stored").as_int64() == 2);
  const strings all{"req-1|acme|one|1|1", "req-2|o|n|2|1", "req-3|acme|one|3|1"};
  CHECK(t.stored_errors() == all);
  const auto again = t.box.run({"requeue"});
  CHECK(again.status == 0);
  CHECK_THAT(again.out, StartsWith("QUARANTINE") && ContainsSubstring("rows moved "));
  CHECK(t.stored_errors() == all);
  const stored db(t.box.database());
  CHECK(db.count("quarantine") == 0);
  CHECK(db.rows("SELECT * FROM polls") == polls);
  CHECK(db.number("SELECT count(*) FROM errors AS e JOIN newest_errors AS n USING (seq)") == 3);
}

TEST_CASE("requeue is refused while the service runs, and told what to stop") {
  name_that_comes_late t;
  const auto daemon = t.box.start({"run"});
  REQUIRE(eventually(
      [&] { return stored(t.box.database()).count("algorithms WHERE name = 'one'") == 1; }));
  const auto refused = t.box.run({"requeue"});
  CHECK(refused.status == 75);
  CHECK(lines_with(refused.err, "(pid " + std::to_string(daemon->pid()) + ")") == 1);
  CHECK(lines_with(refused.err, "systemctl stop algologd") == 1);
  CHECK(t.stored_errors().size() == 1);
  stop(*daemon);
  CHECK(t.requeue().at("moved").as_int64() == 2);
}

TEST_CASE("requeue makes no database, and refuses one that is not ours") {
  simcluster::server cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  CHECK(box.run({"requeue"}).status == 74);
  CHECK_FALSE(std::filesystem::exists(box.database()));
  box.folder().write("a.db", "Dear diary, this is not a database, however long it may become.");
  CHECK(box.run({"requeue"}).status == 78);
}

TEST_CASE("requeue --dry-run changes nothing in the database, and nothing beside it") {
  name_that_comes_late t;
  {
    SQLite::Database db(t.box.database().string(), SQLite::OPEN_READWRITE);
    db.exec("PRAGMA journal_mode = DELETE");
  }
  std::filesystem::remove(t.box.database().string() + "-lock");
  const auto listing = [&] {
    strings names;
    for (const auto& entry : std::filesystem::directory_iterator(t.box.folder().path())) {
      const auto name = entry.path().filename().string();
      if (name.starts_with("a.db")) names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
  };
  const auto names = listing();
  const auto bytes = algolog::test::content(t.box.database());
  CHECK(t.requeue({"--dry-run"}).at("not_understood").as_int64() == 2);
  CHECK(listing() == names);
  CHECK(algolog::test::content(t.box.database()) == bytes);
}

TEST_CASE("requeue --dry-run works while the service runs") {
  name_that_comes_late t;
  const auto daemon = t.box.start({"run"});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), " watches ") == 1; }));
  CHECK(t.requeue({"--dry-run"}).at("rows").as_int64() == 2);
}
