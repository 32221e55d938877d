// The process is killed at every point where it changes a file of the database.

#include <SQLiteCpp/Database.h>

#include <csignal>
#include <filesystem>

#include "catch.hpp"
#include "cluster/server.hpp"
#include "differences.hpp"
#include "preloaded.hpp"
#include "progress.hpp"
#include "sandbox.hpp"
#include "sanitized.hpp"
#include "schema/migrations.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

/// A cluster with three errors, and who collects nothing else of it.
struct watched_cluster {
  watched_cluster() : cluster(with_errors()), wanted(watching(cluster, {"acme/one"})) {
    cluster.start();
    wanted.clusters[0].collect = {"errors"};
  }
  static simcluster::scenario with_errors() {
    auto s = empty_cluster({"acme/one"});
    s.errors = 3;
    return s;
  }

  simcluster::server cluster;
  configuration wanted;
};

/// The database as it was before the run that is killed, to be had again and again.
class snapshot {
 public:
  explicit snapshot(const std::filesystem::path& database) : database_(database) {
    std::filesystem::copy_file(database_, copy());
  }
  void restore() const {
    for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(with(suffix));
    const auto how = std::filesystem::copy_options::overwrite_existing;
    std::filesystem::copy_file(copy(), database_, how);
  }

 private:
  std::filesystem::path with(const char* suffix) const { return database_.string() + suffix; }
  std::filesystem::path copy() const { return with(".before"); }

  std::filesystem::path database_;
};

environment killed_at(int point, bool torn) {
  auto variables = preloaded(DISK_FAULTS, "DISK_KILL_AT", std::to_string(point));
  if (torn) variables.emplace("DISK_KILL_TORN", "1");
  return variables;
}

/// The rows of an answer and the record of its poll are there together, or neither.
void check_all_or_nothing(const stored& db) {
  CHECK(db.text("PRAGMA integrity_check") == "ok");
  const auto errors = db.count("errors");
  CHECK((errors == 3 || errors == 6));
  CHECK(db.number("SELECT total(polls) FROM polls WHERE collection = 'errors'"
                  " AND outcome = 'ok'") == errors / 3);
  CHECK(db.number("SELECT total(new_records) FROM polls WHERE collection = 'errors'") == errors);
}

/// Kills `once` at its first change of the database, at its second …, until one run survives.
void check_every_kill_point(bool torn) {
  watched_cluster t;
  sandbox box(t.wanted);
  REQUIRE(box.once().status == 0);
  const snapshot before(box.database());
  fail(t.cluster, "acme/one", 3);

  constexpr int step = sanitized ? 11 : 1;
  int point = 1 - step;
  for (int status = -SIGKILL; status == -SIGKILL; before.restore()) {
    point += step;
    CAPTURE(point, torn);
    status = box.run({"once"}, killed_at(point, torn)).status;
    REQUIRE((status == -SIGKILL || status == 0));
    check_all_or_nothing(stored(box.database()));
    CHECK(box.once().status == 0);
    CHECK(differences(t.cluster, box.database()) == strings{});
  }
  CHECK(point > 20);
}

/// As the first version left it, with an error that no cluster shows any more.
void make_first_version(const std::filesystem::path& file) {
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  const auto& first = algolog::migrations().front();
  db.exec("PRAGMA journal_mode = WAL");
  db.exec(std::string(first.sql));
  db.exec("PRAGMA user_version = " + std::to_string(first.version));
  db.exec(
      "INSERT INTO algorithms (cluster, owner, name, first_seen_at)"
      " VALUES ('sim', 'acme', 'one', 1)");
  db.exec(
      "INSERT INTO errors (cluster, request_id, algorithm_id, username, algoname, observed_at,"
      " backfilled) VALUES ('sim', 'req-old', 1, 'acme', 'one', 1, 0)");
}

using paths = std::vector<std::filesystem::path>;

/// What upgrades keep; unfinished ones, too.
paths copies_in(const algolog::test::scratch_folder& folder) {
  paths found;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const auto name = entry.path().filename().string();
    if (name.find(".before-v") != std::string::npos) found.push_back(entry.path());
  }
  return found;
}

/// Kills the first `once` ever at its first change of a file of the database, at its second …,
/// until one run survives; sometimes in the middle of a write. The next run must do what it did
/// not.
template <class Prepare, class Check>
void at_every_kill_point_of_a_start(const Prepare& prepare, const Check& check) {
  watched_cluster t;

  constexpr int step = sanitized ? 31 : 5;  // odd, so that every other one is torn
  int point = 1 - step;
  for (int status = -SIGKILL; status == -SIGKILL;) {
    point += step;
    const bool torn = point % 2 == 0;
    CAPTURE(point, torn);
    sandbox box(t.wanted);
    prepare(box.database());
    status = box.run({"once"}, killed_at(point, torn)).status;
    REQUIRE((status == -SIGKILL || status == 0));
    const auto next = box.once();
    CAPTURE(next.err);
    REQUIRE(next.status == 0);
    const stored db(box.database());
    CHECK(db.text("PRAGMA integrity_check") == "ok");
    CHECK(db.number("PRAGMA user_version") == algolog::migrations().back().version);
    check(db, copies_in(box.folder()));
  }
  CHECK(point > 20);
}

}  // namespace

TEST_CASE("a process killed before any write leaves all of an answer or nothing of it") {
  check_every_kill_point(false);
}

TEST_CASE("a process killed in the middle of any write leaves all of an answer or nothing of it") {
  check_every_kill_point(true);
}

TEST_CASE("a process killed while it makes its database makes it at the next start") {
  const auto nothing_there = [](const std::filesystem::path&) {};
  at_every_kill_point_of_a_start(nothing_there, [](const stored& db, const paths& copies) {
    CHECK(db.count("errors") == 3);
    CHECK(copies.empty());
  });
}

TEST_CASE("a process killed while it brings a database up to date does so at the next start") {
  at_every_kill_point_of_a_start(make_first_version, [](const stored& db, const paths& copies) {
    CHECK(db.count("errors") == 4);
    CHECK(db.number("PRAGMA auto_vacuum") == 2);
    REQUIRE(copies.size() == 1);
    const stored copy(copies[0]);
    CHECK(copy.text("PRAGMA integrity_check") == "ok");
    CHECK(copy.number("PRAGMA user_version") == 1);
    CHECK(copy.text("SELECT request_id FROM errors") == "req-old");
  });
}
