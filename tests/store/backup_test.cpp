#include "store/backup.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catch.hpp"
#include "child_process.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

constexpr std::int64_t now = 1'795'333'260'000;  // 2026-11-22T07:41:00Z

/// A database of some MiB, and a folder for its copies.
struct backed_up {
  scratch_store s;
  scratch_folder folder;
  std::int64_t id = watch_fraud(s);
  int written = 0;

  backed_up() { write(60, 100'000); }
  void write(int count, std::size_t size) {
    std::vector<error_record> records;
    for (int i = 0; i < count; ++i) {
      ++written;
      records.push_back(an_error("r" + std::to_string(written), written));
      records.back().input = std::string(size, 'x');
    }
    s->append(errors_at(id, written, records));
  }
  backup_result back_up(const backup_order& order, const copy_listener& listener = {}) const {
    return algolog::back_up(s.file(), order, now, listener);
  }
  /// Copies of today under the names of earlier days.
  void made_earlier(const strings& copies) const {
    const auto copy = folder / "copy";
    back_up({copy});
    for (const auto& name : copies) std::filesystem::copy_file(copy, folder / name);
    std::filesystem::remove(copy);
  }
  strings names() const {
    strings found;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      found.push_back(entry.path().filename().string());
    }
    std::ranges::sort(found);
    return found;
  }
};

}  // namespace

TEST_CASE("a backup is one whole file, private to its group") {
  backed_up t;
  const auto file = t.folder / "b.db";
  const auto made = t.back_up({file});
  CHECK(made.file == file);
  CHECK(made.bytes == std::filesystem::file_size(file));
  CHECK(made.facts.rows.at("errors") == 60);
  CHECK(t.names() == strings{"b.db"});
  CHECK(row_in(file, "SELECT count(*), sum(length(input)) FROM errors") == "60|6000000");
  CHECK(row_in(file, "PRAGMA journal_mode") == "delete");
  CHECK(row_in(file, "PRAGMA application_id") == std::to_string(0x616C676F));
  struct stat about {};
  REQUIRE(::stat(file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0640);
}

TEST_CASE("a backup is of one moment, and writers cannot make it begin anew") {
  backed_up t;
  int steps = 0;
  std::int64_t pages = 0;
  const auto made = t.back_up({t.folder / "b.db"}, [&](const copy_progress& at) {
    if (at.what == copy_progress::stage::verifying) return true;
    CHECK(at.pages > pages);
    pages = at.pages;
    ++steps;
    t.write(5, 100'000);
    return steps < 100;  // or it would never end
  });
  CHECK(steps >= 2);
  CHECK(made.facts.rows.at("errors") == 60);
  CHECK(row_in(made.file, "SELECT count(*) FROM errors") == "60");
  CHECK(t.s.row("SELECT count(*) FROM errors") == std::to_string(60 + 5 * steps));
}

TEST_CASE("a backup opens as a database of ours, with all that was in it") {
  backed_up t;
  t.back_up({t.folder / "b.db"});
  database db(config_for(t.folder / "b.db"));
  store on(db, {});
  CHECK(on.append(errors_at(t.id, 100, {an_error("new", 100)})).added == 1);
  CHECK(rows_of(db.handle(), "SELECT max(seq) FROM errors").at(0) == "61");
}

TEST_CASE("a backup that is stopped leaves nothing") {
  backed_up t;
  const auto stop = [](const copy_progress&) { return false; };
  CHECK_THROWS_AS(t.back_up({t.folder / "b.db"}, stop), copy_stopped);
  const auto stop_later = [](const copy_progress& at) {
    return at.what == copy_progress::stage::copying;
  };
  CHECK_THROWS_AS(t.back_up({t.folder / "b.db"}, stop_later), copy_stopped);
  CHECK(t.names().empty());
}

TEST_CASE("an existing file is replaced only when that is asked for") {
  backed_up t;
  t.folder.write("b.db", "something else");
  CHECK_THROWS_AS(t.back_up({t.folder / "b.db"}), backup_error);
  CHECK(content(t.folder / "b.db") == "something else");
  t.back_up({t.folder / "b.db", true});
  CHECK(row_in(t.folder / "b.db", "SELECT count(*) FROM errors") == "60");
  CHECK(t.names() == strings{"b.db"});
}

TEST_CASE("the database itself and one in use are never replaced by a backup") {
  backed_up t;
  CHECK_THROWS_AS(t.back_up({t.s.file(), true}), backup_error);
  t.folder.write("b.db", "");
  t.folder.write("b.db-wal", "");
  CHECK_THROWS_AS(t.back_up({t.folder / "b.db", true}), backup_error);
  CHECK(t.s.row("SELECT count(*) FROM errors") == "60");
}

TEST_CASE("in a folder a backup is named by its time, and the oldest of them go") {
  backed_up t;
  t.made_earlier({"algolog-20260101T000000Z.db", "algolog-20260102T000000Z.db",
                  "algolog-20260103T000000Z.db", "algolog-mine.db", "other.db"});
  const auto made = t.back_up({t.folder.path(), false, 2});
  CHECK(made.file == t.folder / "algolog-20261122T074100Z.db");
  CHECK(made.deleted.size() == 2);
  CHECK(t.names() == strings{"algolog-20260103T000000Z.db", "algolog-20261122T074100Z.db",
                             "algolog-mine.db", "other.db"});
  CHECK_THROWS_AS(t.back_up({t.folder.path(), false, 2}), backup_error);
}

TEST_CASE("a backup made while the clock is years behind is not the one that goes") {
  backed_up t;
  t.made_earlier({"algolog-20261119T074100Z.db", "algolog-20261120T074100Z.db",
                  "algolog-20261121T074100Z.db"});
  const auto made =
      algolog::back_up(t.s.file(), {t.folder.path(), false, 2}, 1'000'000'000'000, {});
  CHECK(std::filesystem::exists(made.file));
  CHECK(t.names() == strings{"algolog-20010909T014640Z.db", "algolog-20261121T074100Z.db"});
}

TEST_CASE("nothing is kept count of beside a single file") {
  backed_up t;
  CHECK_THROWS_AS(t.back_up({t.folder / "b.db", false, 2}), backup_error);
}

TEST_CASE("two backups of one name at a time are refused, what a killed one left is not") {
  backed_up t;
  const auto left = t.folder.write("b.db.partial", "half of it");
  const int fd = ::open(left.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(::flock(fd, LOCK_EX) == 0);
  CHECK_THROWS_WITH(t.back_up({t.folder / "b.db"}), ContainsSubstring("another algologd"));
  ::close(fd);
  t.back_up({t.folder / "b.db"});
  CHECK(t.names() == strings{"b.db"});
}

TEST_CASE("a backup needs no rights but to read") {
  backed_up t;
  if (::geteuid() != 0) {
    WARN("not run: needs root, to become another user");
    return;
  }
  REQUIRE(::chmod(t.s.file().parent_path().c_str(), 0755) == 0);
  for (const char* side : {"", "-wal", "-shm"}) {
    REQUIRE(::chmod((t.s.file().string() + side).c_str(), 0644) == 0);
  }
  REQUIRE(::chmod(t.folder.path().c_str(), 0777) == 0);
  CHECK(exit_status_of_child([&] {
          if (::setuid(65534) != 0) return 2;
          return t.back_up({t.folder / "b.db"}).facts.rows.at("errors") == 60 ? 0 : 1;
        }) == 0);
}

TEST_CASE("a copy that lacks a row, or a page, is found out") {
  backed_up t;
  const auto made = t.back_up({t.folder / "b.db"});
  auto expected = made.facts;
  ++expected.rows["errors"];
  CHECK_THROWS_WITH(verify_copy(made.file, expected, {}), ContainsSubstring("table errors"));
  auto bytes = content(made.file);
  bytes.replace(bytes.size() / 2, 4096, std::string(4096, '\0'));
  write_bytes(made.file, bytes);
  CHECK_THROWS(verify_copy(made.file, made.facts, {}));
}

TEST_CASE("a partial file that is there already is never written into, whoever made it") {
  backed_up t;
  const auto left = t.folder.write("b.db.partial", "made beforehand");
  t.folder.write("b.db.partial-journal", "another's");
  std::filesystem::create_hard_link(left, t.folder / "kept");
  t.back_up({t.folder / "b.db"});
  CHECK(content(t.folder / "kept") == "made beforehand");
  CHECK(t.names() == strings{"b.db", "kept"});
  std::filesystem::create_symlink(t.folder / "kept", left);
  t.back_up({t.folder / "b.db", true});
  CHECK(content(t.folder / "kept") == "made beforehand");
}

TEST_CASE("a partial file that root left does not block the backups of the service's user") {
  if (::geteuid() != 0) {
    WARN("not run: needs root, to become another user");
    return;
  }
  backed_up t;
  const auto left = t.folder.write("b.db.partial", "half of it");
  REQUIRE(::chmod(left.c_str(), 0600) == 0);
  for (const auto& folder : {t.folder.path(), t.s.file().parent_path()}) {
    REQUIRE(::chmod(folder.c_str(), 0777) == 0);
  }
  for (const char* side : {"", "-wal", "-shm"}) {
    REQUIRE(::chmod((t.s.file().string() + side).c_str(), 0666) == 0);
  }
  CHECK(exit_status_of_child([&] {
          if (::setuid(65534) != 0) return 2;
          t.back_up({t.folder / "b.db"});
          return 0;
        }) == 0);
  struct stat about {};
  REQUIRE(::stat((t.folder / "b.db").c_str(), &about) == 0);
  CHECK(about.st_uid == 65534);
}

TEST_CASE("copies of another database in the same folder are not deleted") {
  backed_up one;
  backed_up other;
  const backup_order order{one.folder.path(), false, 1};
  const auto day = 86'400'000;
  const auto at = [&](const backed_up& of, int days) {
    return algolog::back_up(of.s.file(), order, now + days * day, {});
  };
  const auto first = at(other, 0);
  const auto second = at(one, 1);
  CHECK(second.deleted.empty());
  CHECK(at(other, 2).deleted == std::vector{first.file});
  one.folder.write("algolog-20200101T000000Z.db", "no database");
  CHECK(at(one, 3).deleted == std::vector{second.file});
  CHECK(one.names() == strings{"algolog-20200101T000000Z.db", "algolog-20261124T074100Z.db",
                               "algolog-20261125T074100Z.db"});
}

TEST_CASE("a database keeps its id, and a copy of it that is used has the same") {
  scratch_store s;
  const std::string id = "SELECT value FROM settings WHERE name = 'database_id'";
  const auto made = s.row(id);
  CHECK(made.size() == 32);
  s.reopen();
  CHECK(s.row(id) == made);
  CHECK(scratch_store().row(id) != made);
}
