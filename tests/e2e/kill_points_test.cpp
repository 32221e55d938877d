// The process is killed at every point where it changes a file of the database.

#include <csignal>
#include <filesystem>

#include "catch.hpp"
#include "cluster/server.hpp"
#include "differences.hpp"
#include "preloaded.hpp"
#include "sandbox.hpp"
#include "sanitized.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

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
  auto s = empty_cluster({"acme/one"});
  s.errors = 3;
  simcluster::server cluster(s);
  cluster.start();
  auto wanted = watching(cluster, {"acme/one"});
  wanted.clusters[0].collect = {"errors"};
  sandbox box(wanted);
  REQUIRE(box.once().status == 0);
  const snapshot before(box.database());
  cluster.post("/_control/errors", {{"algorithm", "acme/one"}, {"generate", 3}});

  constexpr int step = sanitized ? 3 : 1;
  int point = 1 - step;
  for (int status = -SIGKILL; status == -SIGKILL; before.restore()) {
    point += step;
    CAPTURE(point, torn);
    status = box.run({"once"}, killed_at(point, torn)).status;
    REQUIRE((status == -SIGKILL || status == 0));
    check_all_or_nothing(stored(box.database()));
    CHECK(box.once().status == 0);
    CHECK(differences(cluster, box.database()) == strings{});
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
