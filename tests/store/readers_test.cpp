#include <SQLiteCpp/Column.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catch.hpp"
#include "child_process.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

// Counts the errors as a user of the file's group, who may read the file and its folder, no more.
int count_as_reader(const std::filesystem::path& file) {
  return exit_status_of_child([&] {
    if (::setgid(0) != 0 || ::setuid(65534) != 0) return 90;
    if (::access(file.parent_path().c_str(), W_OK) == 0) return 91;
    auto db = open_read_only(file);
    return std::stoi(rows_of(db, "SELECT count(*) FROM errors").front());
  });
}

}  // namespace

TEST_CASE("who may only read succeeds while the daemon runs and after it stopped") {
  if (::geteuid() != 0) {
    WARN("not run: needs root, to become another user");
    return;
  }
  scratch_folder folder;
  REQUIRE(::chmod(folder.path().c_str(), 0750) == 0);
  const auto file = folder / "a.db";
  for (std::size_t run = 1; run <= 2; ++run) {
    {
      database db(config_for(file));
      store s(db, {});
      const auto id = s.watch("prod", named("acme", "fraud"), 1).algorithm_id;
      s.append(errors_at(id, 10, {an_error("req-" + std::to_string(run))}));
      CHECK(count_as_reader(file) == static_cast<int>(run));
    }
    CHECK(count_as_reader(file) == static_cast<int>(run));
    CHECK(std::filesystem::file_size(folder / "a.db-wal") == 0);
    CHECK(std::filesystem::exists(folder / "a.db-shm"));
  }
}

TEST_CASE("a reader sees a whole transaction or nothing of it") {
  scratch_store s;
  const auto id = watch_fraud(s);
  auto reader = open_read_only(s.file());
  s.handle().exec("BEGIN IMMEDIATE");
  s->append(errors_at(id, 10, {an_error("req-1"), an_error("req-2")}));
  CHECK(rows_of(reader, "SELECT count(*) FROM errors").front() == "0");
  s.handle().exec("COMMIT");
  CHECK(rows_of(reader, "SELECT count(*) FROM errors").front() == "2");
}

TEST_CASE("a reader's long transaction does not stop writes") {
  scratch_store s;
  const auto id = watch_fraud(s);
  auto reader = open_read_only(s.file());
  reader.exec("BEGIN");
  CHECK(rows_of(reader, "SELECT count(*) FROM errors").front() == "0");
  for (int i = 0; i < 200; ++i) {
    auto record = an_error("req-" + std::to_string(i));
    record.input = std::string(20'000, 'x');  // more than the WAL holds before a checkpoint
    s->append(errors_at(id, i, {record}));
  }
  CHECK(rows_of(reader, "SELECT count(*) FROM errors").front() == "0");
  reader.exec("COMMIT");
  CHECK(rows_of(reader, "SELECT count(*) FROM errors").front() == "200");
}

TEST_CASE("a reader can stay while the daemon stops and starts") {
  scratch_store s;
  const auto id = watch_fraud(s);
  auto reader = open_read_only(s.file());
  reader.exec("BEGIN");
  CHECK(rows_of(reader, "SELECT count(*) FROM errors").front() == "0");
  s->append(errors_at(id, 10, {an_error("req-1")}));
  s.reopen();
  s->append(errors_at(id, 20, {an_error("req-2")}));
  reader.exec("COMMIT");
  CHECK(rows_of(reader, "SELECT count(*) FROM errors").front() == "2");
}

TEST_CASE("a reader cannot write") {
  scratch_store s;
  auto reader = open_read_only(s.file());
  CHECK_THROWS_WITH(reader.exec("DELETE FROM errors"), ContainsSubstring("readonly"));
}
