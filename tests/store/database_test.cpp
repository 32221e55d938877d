#include <SQLiteCpp/Column.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <set>

#include "catch.hpp"
#include "child_process.hpp"
#include "schema/migrations.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

std::optional<database_error> refusal(const std::filesystem::path& file) {
  try {
    const database db(config_for(file));
  } catch (const database_error& e) {
    return e;
  }
  return std::nullopt;
}

/// What a child exits with when opening `file` is refused for `why` and in these words: 0.
int told(const std::filesystem::path& file, database_error::kind why, const std::string& words) {
  const auto refused = refusal(file);
  if (!refused || refused->why() != why) return 3;
  return std::string(refused->what()).find(words) == std::string::npos ? 4 : 0;
}

std::set<std::string> names_in(const scratch_folder& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

const auto newest_schema = std::to_string(migrations().back().version);

void make_database(const std::filesystem::path& file) { const database db(config_for(file)); }

/// a.db without the files beside it.
void make_bare_database(const scratch_folder& folder) {
  make_database(folder / "a.db");
  for (const char* side : {"a.db-wal", "a.db-shm", "a.db-lock"}) {
    std::filesystem::remove(folder / side);
  }
}

void set_header(const std::filesystem::path& file, std::size_t at, unsigned value) {
  auto bytes = content(file);
  for (std::size_t i = 0; i < 4; ++i) bytes.at(at + i) = static_cast<char>(value >> (24 - 8 * i));
  write_bytes(file, bytes);
}

/// Another process, that reads `file` when it is told to. If it took itself for the last one to
/// close, it would take the WAL away. It is started first, since it must not inherit what SQLite
/// knows here.
class other_reader {
 public:
  explicit other_reader(const std::filesystem::path& file) : file_(file) {
    REQUIRE(::pipe(start_) == 0);
    child_ = start_child([&] {
      char go = 0;
      if (::read(start_[0], &go, 1) != 1) return 2;
      SQLite::Database last(file.string(), SQLite::OPEN_READWRITE);
      return rows_of(last, "SELECT count(*) FROM errors").size() == 1 ? 0 : 1;
    });
  }
  ~other_reader() {
    ::close(start_[0]);
    ::close(start_[1]);
  }
  other_reader(const other_reader&) = delete;
  other_reader& operator=(const other_reader&) = delete;

  void check_leaves_wal() const {
    REQUIRE(::write(start_[1], "!", 1) == 1);
    CHECK(wait_for(child_) == 0);
    const auto wal = file_.string() + "-wal";
    CHECK(std::filesystem::exists(wal));
    CHECK(std::filesystem::file_size(wal) > 0);
  }

 private:
  std::filesystem::path file_;
  int start_[2];
  pid_t child_ = -1;
};

/// That `file` is refused for `why` and that nothing in its folder changes.
void check_untouched(const scratch_folder& folder, const std::string& name,
                     database_error::kind why) {
  const auto names = names_in(folder);
  const auto bytes = content(folder / name);
  const auto refused = refusal(folder / name);
  REQUIRE(refused);
  CHECK(refused->why() == why);
  CHECK_THAT(refused->what(), StartsWith((folder / name).string() + ": "));
  CHECK(content(folder / name) == bytes);
  CHECK(names_in(folder) == names);
  CHECK_THROWS_AS(open_read_only(folder / name), database_error);
  CHECK(names_in(folder) == names);
}

}  // namespace

TEST_CASE("a new database is ours, current, in WAL mode and private") {
  scratch_folder folder;
  database db(config_for(folder / "a.db"));
  auto& handle = db.handle();
  CHECK(rows_of(handle, "PRAGMA application_id").front() == std::to_string(0x616C676F));
  CHECK(rows_of(handle, "PRAGMA user_version").front() == newest_schema);
  CHECK(rows_of(handle, "PRAGMA journal_mode").front() == "wal");
  CHECK(rows_of(handle, "PRAGMA foreign_keys").front() == "1");
  CHECK(rows_of(handle, "PRAGMA synchronous").front() == "1");
  struct stat about {};
  REQUIRE(::stat((folder / "a.db").c_str(), &about) == 0);
  CHECK((about.st_mode & 0137) == 0);
}

TEST_CASE("a database opens again with what was in it") {
  scratch_store s;
  watch_fraud(s);
  s.reopen();
  CHECK(s.row("SELECT name FROM algorithms") == "fraud");
}

TEST_CASE("an empty file becomes a database") {
  scratch_folder folder;
  write_bytes(folder / "a.db", "");
  CHECK_FALSE(refusal(folder / "a.db"));
}

TEST_CASE("a file that is not SQLite stays as it was") {
  scratch_folder folder;
  write_bytes(folder / "a.db", std::string(5000, 'x'));
  check_untouched(folder, "a.db", database_error::kind::foreign);
  write_bytes(folder / "short", "SQLite format 3");
  check_untouched(folder, "short", database_error::kind::foreign);
}

TEST_CASE("another program's database stays as it was") {
  scratch_folder folder;
  {
    SQLite::Database other((folder / "a.db").string(),
                           SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
  }
  check_untouched(folder, "a.db", database_error::kind::foreign);
}

TEST_CASE("a newer database stays as it was") {
  scratch_folder folder;
  make_bare_database(folder);
  set_header(folder / "a.db", 60, 99);
  check_untouched(folder, "a.db", database_error::kind::newer);
  CHECK_THAT(refusal(folder / "a.db")->what(),
             ContainsSubstring("schema 99, this one knows " + newest_schema));
}

TEST_CASE("a database whose newer schema is only in the WAL is refused, WAL and all") {
  scratch_folder folder;
  const auto file = folder / "a.db";
  make_database(file);
  CHECK(exit_status_of_child([&] {
          SQLite::Database newer(file.string(), SQLite::OPEN_READWRITE);
          newer.exec("PRAGMA user_version = 99");
          ::_exit(0);  // without closing, as a killed daemon does
          return 1;
        }) == 0);
  const auto bytes = content(file);
  const auto wal = content(folder / "a.db-wal");
  CHECK_FALSE(wal.empty());
  CHECK(refusal(file)->why() == database_error::kind::newer);
  CHECK(content(file) == bytes);
  CHECK(content(folder / "a.db-wal") == wal);
}

TEST_CASE("a damaged database stays as it was and the way out is named") {
  scratch_folder folder;
  make_bare_database(folder);
  const auto whole = content(folder / "a.db");
  write_bytes(folder / "a.db", whole.substr(0, whole.size() / 2));
  check_untouched(folder, "a.db", database_error::kind::corrupt);
  CHECK_THAT(refusal(folder / "a.db")->what(), ContainsSubstring(".recover"));

  auto broken = whole;
  broken.replace(100, 3000, std::string(3000, '\x7f'));
  write_bytes(folder / "a.db", broken);
  CHECK(refusal(folder / "a.db")->why() == database_error::kind::corrupt);
  CHECK(content(folder / "a.db") == broken);
}

TEST_CASE("a database in use that is looked at by its own process keeps its locks") {
  scratch_folder folder;
  const auto file = folder / "a.db";
  const other_reader other(file);
  database db(config_for(file));
  db.handle().exec("PRAGMA user_version = " + newest_schema);
  CHECK(refusal(file)->why() == database_error::kind::locked);
  { const auto reader = open_read_only(file); }
  other.check_leaves_wal();
}

TEST_CASE("a database that may not be written is named") {
  scratch_folder folder;
  if (::geteuid() != 0) {
    WARN("not run: needs root, to become another user");
    return;
  }
  make_bare_database(folder);
  REQUIRE(::chmod((folder / "a.db").c_str(), 0444) == 0);
  REQUIRE(::chmod(folder.path().c_str(), 0777) == 0);
  CHECK(exit_status_of_child([&] {
          if (::setuid(65534) != 0) return 2;
          return told(folder / "a.db", database_error::kind::unavailable,
                      "must be able to write it");
        }) == 0);
}

TEST_CASE("a second daemon is refused at once, by the first one's process id") {
  scratch_folder folder;
  const database first(config_for(folder / "a.db"));
  const auto refused = refusal(folder / "a.db");
  REQUIRE(refused);
  CHECK(refused->why() == database_error::kind::locked);
  CHECK_THAT(refused->what(), ContainsSubstring("pid " + std::to_string(::getpid())));
  CHECK(exit_status_of_child([&] {
          const auto again = refusal(folder / "a.db");
          return again && again->why() == database_error::kind::locked ? 0 : 1;
        }) == 0);
}

TEST_CASE("a second daemon is refused by whatever name it opens the file") {
  scratch_folder folder;
  std::filesystem::create_directory(folder / "elsewhere");
  std::filesystem::create_symlink(folder / "a.db", folder / "elsewhere" / "link.db");
  std::filesystem::create_directory_symlink(folder.path(), folder / "elsewhere" / "folder");
  const database first(config_for(folder / "elsewhere" / "link.db"));  // there is no file yet
  CHECK(names_in(folder).contains("a.db-lock"));
  std::filesystem::create_hard_link(folder / "a.db", folder / "elsewhere" / "hard.db");
  for (const char* name : {"a.db", "elsewhere/link.db", "elsewhere/folder/a.db"}) {
    const auto refused = refusal(folder / name);
    REQUIRE(refused);
    CHECK(refused->why() == database_error::kind::locked);
    CHECK_THAT(refused->what(), ContainsSubstring("pid " + std::to_string(::getpid())));
  }
  CHECK(exit_status_of_child([&] {
          return told(folder / "elsewhere" / "hard.db", database_error::kind::locked,
                      "by another name (a hard link");
        }) == 0);
}

TEST_CASE("a refused second daemon takes no lock of SQLite's away, nor does one that is closed") {
  scratch_folder folder;
  const auto file = folder / "a.db";
  const other_reader other(file);
  make_database(file);
  const auto reader = open_read_only(file);  // of this process, as the status page has one
  make_database(file);
  database db(config_for(file));
  db.handle().exec("PRAGMA user_version = " + newest_schema);
  std::filesystem::create_hard_link(file, folder / "hard.db");
  CHECK(refusal(folder / "hard.db")->why() == database_error::kind::locked);
  other.check_leaves_wal();
}

TEST_CASE("the lock goes with its holder") {
  scratch_folder folder;
  make_database(folder / "a.db");
  CHECK_FALSE(refusal(folder / "a.db"));
  CHECK(exit_status_of_child([&] {
          const auto* leaked = new database(config_for(folder / "a.db"));
          ::_exit(leaked == nullptr ? 1 : 0);
          return 1;
        }) == 0);
  CHECK_FALSE(refusal(folder / "a.db"));
}

TEST_CASE("a lock file that root makes, or made, belongs to the database's owner") {
  if (::geteuid() != 0) {
    WARN("not run: needs root");
    return;
  }
  scratch_folder folder;
  make_database(folder / "a.db");
  REQUIRE(::chown((folder / "a.db").c_str(), 65534, 65534) == 0);
  if (GENERATE(false, true)) std::filesystem::remove(folder / "a.db-lock");
  make_database(folder / "a.db");
  struct stat about {};
  REQUIRE(::stat((folder / "a.db-lock").c_str(), &about) == 0);
  CHECK(about.st_uid == 65534);
  CHECK(about.st_gid == 65534);
}

TEST_CASE("a copy for oneself is whole, and what is done to it is done to nothing else") {
  scratch_store s;
  watch_fraud(s);
  auto reader = open_read_only(s.file());
  database copy(reader);
  store on(copy, {});
  CHECK(on.watch("prod", named("acme", "fraud"), 2).algorithm_id == 1);
  on.watch("prod", named("acme", "ocr"), 2);
  CHECK(rows_of(copy.handle(), "SELECT count(*) FROM algorithms").front() == "2");
  CHECK(s.row("SELECT count(*) FROM algorithms") == "1");
}

TEST_CASE("a missing folder is named") {
  scratch_folder folder;
  const auto refused = refusal(folder.path() / "none" / "a.db");
  REQUIRE(refused);
  CHECK(refused->why() == database_error::kind::unavailable);
  CHECK_THAT(refused->what(), ContainsSubstring("make the folder " + (folder / "none").string()));
}

TEST_CASE("a folder in place of the file is named") {
  scratch_folder folder;
  std::filesystem::create_directory(folder / "a.db");
  CHECK(refusal(folder / "a.db")->why() == database_error::kind::unavailable);
}

TEST_CASE("a folder that may not be written is named") {
  scratch_folder folder;
  if (::geteuid() != 0) {
    WARN("not run: needs root, to become another user");
    return;
  }
  CHECK(exit_status_of_child([&] {
          if (::chmod(folder.path().c_str(), 0755) != 0 || ::setuid(65534) != 0) return 2;
          return told(folder / "a.db", database_error::kind::unavailable,
                      "must be able to write the folder");
        }) == 0);
}

TEST_CASE("reading needs a database to be there") {
  scratch_folder folder;
  CHECK_THROWS_WITH(open_read_only(folder / "a.db"), ContainsSubstring("no database yet"));
  CHECK(names_in(folder).empty());
}
