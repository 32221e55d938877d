// A database that is damaged: met at the start, or only once a page is read.

#include <chrono>
#include <fstream>

#include "catch.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "stored.hpp"

using namespace e2e;

namespace {

simcluster::scenario busy_cluster() {
  auto s = empty_cluster({"acme/one"});
  s.errors = 100;
  return s;
}

void overwrite(const std::filesystem::path& file, std::streamoff at, std::size_t bytes) {
  std::fstream damaged(file, std::ios::binary | std::ios::in | std::ios::out);
  damaged.seekp(at);
  damaged << std::string(bytes, '\x55');
}

/// The page at the root of the index that every new error is looked up in.
std::streamoff middle_of(const std::filesystem::path& database) {
  const stored db(database);
  return (db.number("SELECT rootpage FROM sqlite_schema"
                    " WHERE name = 'sqlite_autoindex_errors_1'") -
          1) *
         db.number("PRAGMA page_size");
}

void check_says_the_way_out(const std::string& said, const std::filesystem::path& file) {
  CAPTURE(said);
  CHECK(lines_with(said, file.string() + ": damaged (") == 1);
  CHECK(lines_with(said, "stop algologd, then restore a backup") == 1);
  CHECK(lines_with(said, "sqlite3 " + file.string() + " .recover | sqlite3 " + file.string() +
                             ".recovered") == 1);
}

}  // namespace

TEST_CASE("damage met while the service polls ends it with the way out") {
  simcluster::running_cluster cluster(busy_cluster());
  sandbox box(cluster, {"acme/one"});
  REQUIRE(box.once().status == 0);
  cluster.post("/_control/fault", {{"kind", "plain_500"}, {"route", "errors"}});
  const auto daemon = box.start({"run"});
  const auto failed =
      "SELECT total(polls) FROM polls WHERE collection = 'errors'"
      " AND outcome <> 'ok'";
  REQUIRE(eventually([&] { return stored(box.database()).number(failed) > 0; }));

  overwrite(box.database(), middle_of(box.database()), 4096);
  fail(cluster, "acme/one", 100);  // what is known is not read again
  cluster.post("/_control/fault", {{"clear", true}});
  CHECK(daemon->wait() == 74);
  check_says_the_way_out(daemon->err(), box.database());
}

TEST_CASE("damage in the middle of the file ends `once` with the way out") {
  simcluster::running_cluster cluster(busy_cluster());
  sandbox box(cluster, {"acme/one"});
  REQUIRE(box.once().status == 0);
  fail(cluster, "acme/one", 1);
  overwrite(box.database(), middle_of(box.database()), 4096);
  const auto polled = box.once();
  CHECK(polled.status == 74);
  check_says_the_way_out(polled.err, box.database());
}

TEST_CASE("damage met at the start is told with the way out") {
  simcluster::running_cluster cluster(busy_cluster());
  sandbox box(cluster, {"acme/one"});
  REQUIRE(box.once().status == 0);
  overwrite(box.database(), 100, 3000);  // of the schema, behind the header
  for (const char* command : {"run", "once", "errors"}) {
    const auto refused = box.run({command});
    CHECK(refused.status == 74);
    check_says_the_way_out(refused.err, box.database());
  }
}
