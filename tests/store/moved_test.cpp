// What the writer does when somebody moves its file, or puts another in its place.

#include <SQLiteCpp/Column.h>

#include "catch.hpp"
#include "running_writer.hpp"
#include "told.hpp"

using namespace algolog;
using namespace algolog::test;
namespace fs = std::filesystem;
using kind = store_news::kind;

namespace {

/// A writer that has stored one error, and what was heard of it.
struct moved_writer : running_writer {
  moved_writer() {
    writes.reset();
    open({}, heard.listener());
    run(watch_fraud(*writes, id));
    REQUIRE(append("req-1").has_value());
  }
  ~moved_writer() { writes.reset(); }

  result<append_result> append(const std::string& request_id) {
    result<append_result> out = error{};
    run(append_errors(*writes, errors_at(id, 10, {an_error(request_id)}), out));
    return out;
  }
  /// Moves the database with all that stands beside it, or without.
  void move_away(bool sides) const {
    fs::create_directory(folder / "away");
    for (const char* side : {"", "-wal", "-shm"}) {
      const std::string name = std::string("a.db") + side;
      if (*side == '\0' || sides) fs::rename(folder / name, folder / "away" / name);
    }
  }
  std::string away(const std::string& sql) const {
    auto reader = open_read_only(folder / "away" / "a.db");
    return rows_of(reader, sql).at(0);
  }

  std::int64_t id = 0;
  told heard;
};

const std::string stored = "SELECT group_concat(request_id, ' ') FROM errors";
const std::string numbers =
    "SELECT group_concat(algorithm_id || ' ' || name, ', ') FROM algorithms";

}  // namespace

TEST_CASE("a database that was moved away is told, and what comes then is stored in a new one") {
  const bool sides = GENERATE(true, false);
  moved_writer t;
  t.move_away(sides);
  const auto waits = t.append("req-2");
  REQUIRE(waits.has_error());
  CHECK(waits.error().code == errc::store_waiting);
  CHECK(waits.error().detail ==
        "the database file " + t.file().string() + " was moved or replaced while it was open");
  CHECK(t.writes->load().why == waits.error().detail);
  REQUIRE(t.heard.eventually(kind::works_again));
  CHECK(t.heard.of(kind::failing).size() == 1);
  CHECK(t.heard.of(kind::reopened).size() == 1);
  CHECK(t.heard.of(kind::lost).empty());
  CHECK(t.writes->opened() == 2);
  CHECK(t.append("req-3").has_value());
  CHECK(t.row(stored) == "req-2 req-3");
  CHECK(t.row(numbers) == "1 fraud");
  t.writes.reset();
  CHECK(t.away(stored) == "req-1");
  CHECK(t.row("PRAGMA integrity_check") == "ok");
}

TEST_CASE("a moved database is noticed when nothing is stored, too") {
  moved_writer t;
  t.move_away(true);
  t.writes->ping();
  REQUIRE(t.heard.eventually(kind::works_again));
  CHECK(t.row("SELECT count(*) FROM errors") == "0");
}

TEST_CASE("a database whose -wal was deleted is opened anew, with all that was stored") {
  moved_writer t;
  fs::remove(t.folder / "a.db-wal");
  const auto waits = t.append("req-2");
  REQUIRE(waits.has_error());
  CHECK_THAT(waits.error().detail, ContainsSubstring("a.db-wal was moved or replaced"));
  REQUIRE(t.heard.eventually(kind::works_again));
  CHECK(t.row(stored) == "req-1 req-2");
}

TEST_CASE("a backup that is put in the place of the database is used, by the same numbers") {
  moved_writer t;
  t.writes.reset();
  fs::copy_file(t.file(), t.folder / "backup.db");
  t.open({}, t.heard.listener());
  const auto watch_ocr = [](writer& w, std::int64_t& id) -> boost::asio::awaitable<void> {
    const std::string cluster = "prod";
    const auto ref = named("acme", "ocr");
    const auto row = co_await w.call(&store::watch, cluster, ref, 2);
    id = row.value().algorithm_id;
  };
  t.run(watch_ocr(*t.writes, t.id));
  CHECK(t.append("req-2").has_value());
  fs::rename(t.folder / "backup.db", t.file());
  CHECK(t.append("req-3").error().code == errc::store_waiting);
  REQUIRE(t.heard.eventually(kind::works_again));
  CHECK(t.row(numbers) == "1 fraud, 2 ocr");
  CHECK(t.row("SELECT group_concat(request_id || ' of ' || algorithm_id, ', ') FROM errors") ==
        "req-1 of 1, req-3 of 2");
  t.writes.reset();
  CHECK(t.row("PRAGMA integrity_check") == "ok");
}

TEST_CASE("what waits stays in memory while a file of somebody else's is in the place") {
  moved_writer t;
  t.move_away(true);
  write_bytes(t.file(), "Dear diary, this is not a database, however long it may become.");
  CHECK(t.append("req-2").error().code == errc::store_waiting);
  REQUIRE(t.heard.eventually(kind::failing, 2));
  REQUIRE(t.heard.of(kind::failing).size() == 2);
  CHECK_THAT(t.heard.of(kind::failing).back().why.detail,
             ContainsSubstring("was moved or replaced") && ContainsSubstring("not a database of"));
  CHECK(t.append("req-3").error().code == errc::store_waiting);
  fs::rename(t.folder / "away" / "a.db", t.file());
  REQUIRE(t.heard.eventually(kind::works_again));
  CHECK(t.row(stored) == "req-1 req-2 req-3");
}

TEST_CASE("a database that numbers its algorithms otherwise takes nothing of what waits") {
  moved_writer t;
  {
    const auto other = std::make_unique<database>(config_for(t.folder / "other.db"));
    store on(*other, {});
    on.watch("prod", named("acme", "ocr"), 1);
  }
  fs::rename(t.file(), t.folder / "kept.db");
  fs::rename(t.folder / "other.db", t.file());
  CHECK(t.append("req-2").error().code == errc::store_waiting);
  REQUIRE(t.heard.eventually(kind::failing, 2));
  CHECK_THAT(t.heard.of(kind::failing).back().why.detail,
             ContainsSubstring("made by another algologd"));
  CHECK(t.row(numbers) == "1 ocr");
  fs::rename(t.folder / "kept.db", t.file());
  REQUIRE(t.heard.eventually(kind::works_again));
  CHECK(t.row(stored) == "req-1 req-2");
}

TEST_CASE("stopping stores what waits in the file that is there by then") {
  moved_writer t;
  t.move_away(true);
  CHECK(t.append("req-2").error().code == errc::store_waiting);
  t.writes.reset();
  CHECK(t.heard.of(kind::lost).empty());
  CHECK(t.row(stored) == "req-2");
}

TEST_CASE("what a poll takes for known in the file before brings a new file its rows alone") {
  moved_writer t;
  t.move_away(true);
  t.writes->ping();
  REQUIRE(t.heard.eventually(kind::works_again));
  auto batch = errors_at(t.id, 20, {an_error("req-2")});
  batch.known.emplace_back("req-1", 10);
  batch.poll.file = 1;
  auto facts = batch.poll;
  result<append_result> out = error{};
  t.run(append_errors(*t.writes, std::move(batch), out));
  CHECK(out.has_value());
  const auto note = [](writer& w, poll_facts poll) -> boost::asio::awaitable<void> {
    const auto gaps =
        co_await w.call(&store::append_unchanged, std::move(poll), collection::errors, 1);
    CHECK(gaps.value().empty());
  };
  t.run(note(*t.writes, facts));
  CHECK(t.row(stored) == "req-2");
  CHECK(t.row("SELECT count(*) FROM windows") == "0");
  CHECK(t.row("SELECT count(*) FROM polls") == "0");
  facts.file = 2;
  t.run(note(*t.writes, facts));
  CHECK(t.row("SELECT count(*) FROM polls") == "1");
}
