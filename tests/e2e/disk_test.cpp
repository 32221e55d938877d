// A disk that is full, fails or is read-only, and somebody else's lock, while the service runs.

#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/json/value_to.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "preloaded.hpp"
#include "progress.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "small_disk.hpp"
#include "stored.hpp"

using namespace e2e;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;

namespace {

const strings algorithms{"acme/one", "acme/two"};

/// A cluster that shows no more than six failed executions of an algorithm.
simcluster::scenario narrow_cluster() {
  auto s = empty_cluster(algorithms);
  s.errors = 4;
  s.builds = 2;
  s.window_executions = 6;
  return s;
}

bool all_served(simcluster::server& cluster) {
  const auto truth = cluster.get("/_truth/errors");
  for (const auto& error : truth.as_array()) {
    if (error.at("served").to_number<int>() == 0) return false;
  }
  return true;
}

/// Window after window passes: each is seen by the daemon, the last alone is still to be seen then.
void let_windows_pass(simcluster::server& cluster, int windows) {
  for (int i = 0; i < windows; ++i) {
    for (const auto& algorithm : algorithms) {
      fail(cluster, algorithm, 5);
    }
    REQUIRE(eventually([&] { return all_served(cluster); }));
  }
}

/// What the log has on the database, one line for the trouble and one for its end; and not a line
/// on any target.
void check_log(const std::string& log, const std::string& database, const std::string& trouble) {
  CAPTURE(log);
  CHECK(lines_with(log, " error database " + database + ": ") == 1);
  CHECK(lines_with(log, trouble) == 1);
  CHECK(lines_with(log, " info database " + database + ": works again after ") == 1);
  // Windows that turn over within a minute may hide a record of a clock that is behind.
  CHECK(lines_with(log, " warning ") == lines_with(log, " may be missing"));
  CHECK(lines_with(log, " error ") == 1);
}

void check_ends_with_all(process& daemon, simcluster::server& cluster,
                         const std::filesystem::path& database) {
  stop(daemon);
  CHECK(differences(cluster, database) == strings{});
  CHECK(stored(database).text("PRAGMA integrity_check") == "ok");
  CHECK(stored(database).number("SELECT total(new_records) FROM polls WHERE collection = 'errors'"
                                " AND outcome = 'ok'") == stored(database).count("errors"));
}

/// A daemon that has stored all there was, on a disk that fails when it is told to.
struct fragile_disk {
  fragile_disk() { REQUIRE(lasting_differences(cluster, box.database()) == strings{}); }

  /// The switch of the preloaded library, read whole or not at all.
  void fail_with(const std::string& failure) const {
    std::filesystem::rename(box.folder().write("fault.new", failure), faults);
  }

  simcluster::running_cluster cluster{narrow_cluster()};
  sandbox box{cluster, algorithms};
  std::filesystem::path faults = box.folder() / "fault";
  std::unique_ptr<process> daemon =
      box.start({"run"}, preloaded(DISK_FAULTS, "DISK_FAULTS", faults.string()));
};

}  // namespace

TEST_CASE("a disk that fails stops no poll, and every error is stored when it works again") {
  struct fault {
    const char* failure;
    const char* line;
  };
  const auto tried =
      GENERATE(fault{"ENOSPC", "no room left for the database"},
               fault{"EIO", "the file system failed (disk I/O error: Input/output error)"},
               fault{"EROFS", "(disk I/O error: Read-only file system)"});
  fragile_disk t;

  t.fail_with(tried.failure);
  const auto before = stored(t.box.database()).count("errors");
  let_windows_pass(t.cluster, 4);
  REQUIRE(eventually([&] { return lines_with(t.daemon->err(), " error ") == 1; }));
  INFO(t.daemon->err());
  REQUIRE(lines_with(t.daemon->err(), tried.line) == 1);
  CHECK(stored(t.box.database()).count("errors") == before);
  const auto seen = counted(t.cluster, "by_route", "errors");
  REQUIRE(eventually([&] { return counted(t.cluster, "by_route", "errors") > seen + 6; }));

  std::filesystem::remove(t.faults);
  REQUIRE(eventually([&] { return lines_with(t.daemon->err(), "works again") == 1; }));
  REQUIRE(lasting_differences(t.cluster, t.box.database()) == strings{});
  check_log(t.daemon->err(), t.box.database().string(), tried.line);
  // Each window waited once, however often it was seen.
  CHECK(lines_with(t.daemon->err(), "; 8 polls stored that waited") == 1);
  check_ends_with_all(*t.daemon, t.cluster, t.box.database());
}

TEST_CASE("a full file system stops no poll, and every error is stored when there is room") {
  simcluster::server cluster(narrow_cluster());
  sandbox box(cluster, algorithms);
  const auto folder = box.folder() / "disk";
  std::filesystem::create_directory(folder);
  const small_disk disk(folder, 4);
  if (!disk.mounted()) {
    WARN("not run: this machine does not allow mounts, not even in a user namespace");
    return;
  }
  cluster.start();
  auto text = watching(cluster, algorithms).toml();
  box.configure(text.replace(text.find("a.db"), 4, "disk/a.db"));
  const auto database = folder / "a.db";
  const auto daemon = box.start({"run"});
  REQUIRE(lasting_differences(cluster, database) == strings{});

  disk.fill();
  let_windows_pass(cluster, 4);
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "no room left") == 1; }));
  disk.make_room();
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "works again") == 1; }));
  REQUIRE(lasting_differences(cluster, database) == strings{});
  check_log(daemon->err(), database.string(), "no room left for the database");
  check_ends_with_all(*daemon, cluster, database);
}

TEST_CASE("a foreign lock held for longer than anybody waits loses no error and doubles none") {
  simcluster::running_cluster cluster(narrow_cluster());
  sandbox box(cluster, algorithms);
  const auto daemon = box.start({"run"});
  REQUIRE(lasting_differences(cluster, box.database()) == strings{});
  {
    SQLite::Database other(box.database().string(), SQLite::OPEN_READWRITE, 5000);
    SQLite::Transaction lock(other, SQLite::TransactionBehavior::EXCLUSIVE);
    const auto begin = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - begin < 9s) let_windows_pass(cluster, 1);
    CHECK(daemon->running());
  }
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "works again") == 1; }));
  REQUIRE(lasting_differences(cluster, box.database()) == strings{});
  check_log(daemon->err(), box.database().string(), "another program holds a lock on the database");
  check_ends_with_all(*daemon, cluster, box.database());
}

TEST_CASE("a service stopped while its disk is full says what is lost, and the next asks again") {
  fragile_disk t;
  t.fail_with("ENOSPC");
  let_windows_pass(t.cluster, 1);
  REQUIRE(eventually([&] { return lines_with(t.daemon->err(), "no room left") == 1; }));
  stop(*t.daemon);
  CHECK(lines_with(t.daemon->err(), "that waited in memory are not stored; the cluster is asked") ==
        1);
  CHECK(stored(t.box.database()).text("PRAGMA integrity_check") == "ok");
  CHECK(t.box.once().status == 0);
  CHECK(differences(t.cluster, t.box.database()) == strings{});  // the window still had them
}
