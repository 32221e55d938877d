#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <new>
#include <thread>

#include "catch.hpp"
#include "child_process.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

/// How many transactions a child has committed, told to its parent.
using shared_count = std::atomic<int>;
shared_count& shared_with_children() {
  void* memory = ::mmap(nullptr, sizeof(shared_count), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return *new (memory) shared_count(0);
}

// Polls windows that overlap, as a daemon does, for ever: 40 errors, the next 10 of them new.
int write_until_killed(const std::filesystem::path& file, shared_count& commits) {
  database db(config_for(file));
  store s(db, {});
  const auto id = s.watch("prod", named("acme", "fraud"), 1).algorithm_id;
  for (int from = 0;; from += 10) {
    std::vector<error_record> window;
    for (int i = from; i < from + 40; ++i)
      window.push_back(an_error("req-" + std::to_string(i), i));
    db.handle().exec("BEGIN IMMEDIATE");
    s.append(errors_at(id, from, window));
    db.handle().exec("COMMIT");
    ++commits;
  }
}

}  // namespace

TEST_CASE("a daemon killed while it writes loses no commit and doubles no row") {
  scratch_folder folder;
  const auto file = folder / "a.db";
  auto& commits = shared_with_children();
  std::int64_t rows = 0;
  for (int round = 0; round < 8; ++round) {
    const auto child = start_child([&] { return write_until_killed(file, commits); });
    // Two are killed while they open it, the others while they write.
    const int seen = commits;
    while (round > 1 && commits == seen) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(7 + 11 * round));
    ::kill(child, SIGKILL);
    REQUIRE(wait_for(child) == -SIGKILL);
    if (!std::filesystem::exists(file)) continue;

    database db(config_for(file));
    CHECK(rows_of(db.handle(), "PRAGMA integrity_check").front() == "ok");
    CHECK(rows_of(db.handle(), "PRAGMA foreign_key_check").empty());
    // A poll's rows and its line in the ledger are there together or not at all.
    CHECK(rows_of(db.handle(),
                  "SELECT (SELECT count(*) FROM errors) ="
                  " coalesce((SELECT sum(new_records) FROM polls), 0)")
              .front() == "1");
    CHECK(
        rows_of(db.handle(), "SELECT count(*) - count(DISTINCT request_id) FROM errors").front() ==
        "0");
    const auto now = std::stoll(rows_of(db.handle(), "SELECT count(*) FROM errors").front());
    CHECK(now >= rows);
    rows = now;
  }
  CHECK(rows > 0);
}
