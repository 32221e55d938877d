#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "catch.hpp"
#include "differences.hpp"
#include "eventually.hpp"
#include "progress.hpp"
#include "redirected.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
using algolog::test::content;
using strings = std::vector<std::string>;

namespace {

strings files_in(const algolog::test::scratch_folder& folder) {
  strings names;
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    names.push_back(file.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("a second daemon on one database is refused and told who has it") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  const auto first = box.start({"run"});
  REQUIRE(eventually([&] { return stored(box.database()).count("errors") == 5; }));
  for (const char* command : {"run", "once"}) {
    const auto second = box.run({command});
    CHECK(second.status == 75);
    CHECK(lines_with(second.err, "(pid " + std::to_string(first->pid()) + ")") == 1);
  }
  // Readers are welcome.
  CHECK(lines_with(box.run({"errors"}).out, "req-") == 5);
  CHECK(box.run({"check", "--online"}).status == 0);
  first->send(SIGKILL);
  first->wait();
  CHECK(box.once().status == 0);
}

TEST_CASE("a file that is not ours is refused and left as it was") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  if (GENERATE(false, true)) {
    box.folder().write("a.db", "Dear diary, this is not a database, however long it may become.");
  } else {
    SQLite::Database other(box.database().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("PRAGMA user_version = 1; CREATE TABLE errors (seq INTEGER PRIMARY KEY)");
  }
  const auto before = content(box.database());
  for (const char* command : {"run", "once", "errors", "check"}) {
    const auto refused = box.run({command});
    CAPTURE(command, refused.err, refused.out);
    CHECK(refused.status == 78);
    CHECK(lines_with(refused.err + refused.out, "not a database of algologd") == 1);
  }
  CHECK(content(box.database()) == before);
  for (const auto& name : files_in(box.folder())) {
    CHECK_FALSE(name.starts_with("a.db-"));
  }
}

TEST_CASE("a database of a newer algologd is refused and left as it was") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  REQUIRE(box.once().status == 0);
  SQLite::Database(box.database().string(), SQLite::OPEN_READWRITE)
      .exec("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
  const auto before = content(box.database());
  for (const char* command : {"run", "once", "errors"}) {
    const auto refused = box.run({command});
    CHECK(refused.status == 78);
    CHECK(lines_with(refused.err, "made by a newer algologd (schema 99") == 1);
  }
  CHECK(content(box.database()) == before);
}

TEST_CASE("a folder that is missing or cannot be written is told") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  auto text = watching(cluster, {"acme/one"}).toml();
  text.replace(text.find("a.db"), 4, "missing/a.db");
  box.configure(text);
  const auto missing = box.run({"run"});
  CHECK(missing.status == 74);
  CHECK(lines_with(missing.err, "make the folder " + (box.folder() / "missing").string()) == 1);

  std::filesystem::create_directory(box.folder() / "missing");
  ::chmod((box.folder() / "missing").c_str(), 0500);
  if (::geteuid() == 0) {
    WARN("root may write everywhere: a folder without write permission is not tried");
    return;
  }
  const auto refused = box.run({"run"});
  CHECK(refused.status == 74);
  CHECK(lines_with(refused.err, "must be able to write the folder") == 1);
}

TEST_CASE("a foreign write lock delays rows and loses none") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(lasting_differences(cluster, box.database()) == strings{});
  {
    SQLite::Database other(box.database().string(), SQLite::OPEN_READWRITE, 5000);
    SQLite::Transaction lock(other, SQLite::TransactionBehavior::IMMEDIATE);
    const auto before = counted(cluster, "by_route", "errors");
    fail(cluster, "acme/one", 4);
    REQUIRE(eventually([&] { return counted(cluster, "by_route", "errors") > before; }));
    CHECK(stored(box.database()).count("errors") == 5);
  }
  CHECK(eventually([&] { return stored(box.database()).count("errors") == 9; }));
  CHECK(differences(cluster, box.database()) == strings{});
}

TEST_CASE("what was stored can be read after the daemon has gone, and is not world-readable") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  REQUIRE(box.once().status == 0);
  CHECK(stored(box.database()).text("PRAGMA integrity_check") == "ok");
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat about {};
    REQUIRE(::stat((box.database().string() + suffix).c_str(), &about) == 0);
    CHECK((about.st_mode & S_IRWXO) == 0);
  }
}

TEST_CASE("a database that is moved away under the daemon is told, and nothing is lost") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(cluster, {"acme/one"});
  const auto daemon = box.start({"run"});
  REQUIRE(lasting_differences(cluster, box.database()) == strings{});
  const auto away = box.folder() / "away.db";
  std::filesystem::rename(box.database(), away);
  REQUIRE(eventually([&] { return lines_with(daemon->err(), ": works again after ") == 1; }));
  REQUIRE(lasting_differences(cluster, box.database()) == strings{});
  CHECK(lines_with(daemon->err(), "was moved or replaced while it was open; polls go on") == 1);
  CHECK(lines_with(daemon->err(), "the file there now is used from here on") == 1);
  stop(*daemon);
  for (const auto& file : {box.database(), away}) {
    SQLite::Database db(file.string(), SQLite::OPEN_READONLY);
    CHECK(std::string(db.execAndGet("PRAGMA integrity_check").getText()) == "ok");
  }
}
