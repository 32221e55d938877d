#include "store/upgrade.hpp"

#include <sys/stat.h>

#include "catch.hpp"
#include "schema/migrations.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

/// A database as a version of algologd made it that knew two migrations, with an error in it.
void make_old(const std::filesystem::path& file, const std::string& request_id = "r1") {
  for (const char* side : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + side);
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (const auto& step : migrations()) {
    if (step.version > 2) break;
    db.exec(std::string(step.sql));
    db.exec("PRAGMA user_version = " + std::to_string(step.version));
  }
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("INSERT INTO algorithms (cluster, owner, name, first_seen_at) VALUES ('c', 'o', 'n', 1)");
  db.exec(
      "INSERT INTO errors (cluster, request_id, algorithm_id, username, algoname, observed_at,"
      " backfilled, input) VALUES ('c', '" +
      request_id + "', 1, 'o', 'n', 1, 0, 'something private')");
}

// What is added to the name of a copy: it was made before the database became this version.
std::string before() { return ".before-v" + std::to_string(migrations().back().version); }

void open_once(const std::filesystem::path& file) { const database db(config_for(file)); }

std::size_t files_in(const scratch_folder& folder, const std::string& part) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    count += entry.path().filename().string().find(part) != std::string::npos ? 1U : 0U;
  }
  return count;
}

}  // namespace

TEST_CASE("an older database is brought up to date, and a copy of it as it was is kept") {
  scratch_folder folder;
  const auto file = folder / "a.db";
  make_old(file);
  open_once(file);
  CHECK(row_in(file, "PRAGMA user_version") == std::to_string(migrations().back().version));
  CHECK(row_in(file, "SELECT request_id FROM errors") == "r1");
  const auto copy = folder / ("a.db" + before());
  CHECK(row_in(copy, "PRAGMA user_version") == "2");
  CHECK(row_in(copy, "SELECT request_id, input FROM errors") == "r1|something private");
  CHECK(row_in(copy, "PRAGMA integrity_check") == "ok");
  CHECK(row_in(copy, "PRAGMA journal_mode") == "delete");
  struct stat about {};
  REQUIRE(::stat(copy.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0640);
  CHECK(files_in(folder, "partial") == 0);
}

TEST_CASE("a database that is new or up to date leaves no copy") {
  scratch_folder folder;
  open_once(folder / "a.db");
  open_once(folder / "a.db");
  CHECK(files_in(folder, "before") == 0);
}

TEST_CASE("the same older database twice is one copy, another one is kept beside it") {
  scratch_folder folder;
  const auto file = folder / "a.db";
  make_old(file);
  open_once(file);
  make_old(file);
  open_once(file);
  CHECK(files_in(folder, "before") == 1);
  make_old(file, "r2");
  open_once(file);
  CHECK(files_in(folder, "before") == 2);
  CHECK(row_in(folder / ("a.db" + before()), "SELECT request_id FROM errors") == "r2");
  CHECK(row_in(folder / ("a.db" + before() + ".1"), "SELECT request_id FROM errors") == "r1");
}

TEST_CASE("an older database whose copy cannot be made is not touched") {
  scratch_folder folder;
  const auto file = folder / "a.db";
  make_old(file);
  std::filesystem::create_directories(folder / ("a.db" + before() + ".partial"));
  const auto bytes = content(file);
  CHECK_THROWS_WITH(open_once(file),
                    ContainsSubstring("a.db" + before()) && ContainsSubstring("make room for"));
  CHECK(content(file) == bytes);
  std::filesystem::remove(folder / ("a.db" + before() + ".partial"));
  open_once(file);
  CHECK(row_in(folder / ("a.db" + before()), "SELECT request_id FROM errors") == "r1");
}

TEST_CASE("a small older database gives free pages back from then on, as a new one does") {
  scratch_folder folder;
  const auto file = folder / "a.db";
  make_old(file);
  CHECK(row_in(file, "PRAGMA auto_vacuum") == "0");
  open_once(file);
  CHECK(row_in(file, "PRAGMA auto_vacuum") == "2");
  CHECK(row_in(file, "PRAGMA integrity_check") == "ok");
  open_once(folder / "new.db");
  CHECK(row_in(folder / "new.db", "PRAGMA auto_vacuum") == "2");
}
