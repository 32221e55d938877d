// What the writer does while the database cannot be written.

#include <SQLiteCpp/Column.h>

#include <boost/asio/detached.hpp>
#include <chrono>
#include <mutex>
#include <thread>

#include "catch.hpp"
#include "running_writer.hpp"
#include "store/backlog.hpp"
#include "told.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using kind = store_news::kind;

namespace {

/// A writer whose database another program can lock, or that has no room.
struct troubled_writer : running_writer {
  explicit troubled_writer(bool full = false) {
    run(watch_fraud(*writes, id));
    writes.reset();
    auto db = std::make_unique<database>(config_for(file()));
    if (full) {
      auto& handle = db->handle();
      const auto pages = rows_of(handle, "PRAGMA page_count").front();
      rows_of(handle, "PRAGMA max_page_count = " + pages);
    }
    open(std::move(db), {}, heard.listener());
  }

  std::unique_ptr<SQLite::Database> lock() const {
    auto foreign = std::make_unique<SQLite::Database>(file().string(), SQLite::OPEN_READWRITE);
    foreign->exec("BEGIN EXCLUSIVE");
    return foreign;
  }

  result<append_result> append(errors_batch batch) {
    result<append_result> out = error{};
    run(append_errors(*writes, std::move(batch), out));
    return out;
  }

  std::int64_t id = 0;
  told heard;
};

error_record large_error(const std::string& request_id, std::size_t bytes) {
  auto record = an_error(request_id);
  record.input = std::string(bytes, 'x');
  return record;
}

asio::awaitable<void> look_for_logs(writer& w, std::int64_t id, errc& outcome) {
  const auto pending = co_await w.call(&store::pending_logs, id, 1, 1);
  outcome = pending ? errc::ok : pending.error().code;
}

}  // namespace

TEST_CASE("errors that met a foreign lock wait in memory and are stored when it is gone") {
  troubled_writer t;
  auto foreign = t.lock();
  const auto first = t.append(errors_at(t.id, 10, {an_error("req-1"), an_error("req-2")}));
  REQUIRE(first.has_error());
  CHECK(first.error().code == errc::store_waiting);
  CHECK_THAT(first.error().detail, StartsWith("another program holds a lock"));
  // From now on nobody waits for the lock in vain.
  const auto begin = std::chrono::steady_clock::now();
  const auto second = t.append(errors_at(t.id, 20, {an_error("req-2"), an_error("req-3")}));
  CHECK(second.error().code == errc::store_waiting);
  CHECK(std::chrono::steady_clock::now() - begin < 6s);
  foreign->exec("ROLLBACK");
  REQUIRE(t.heard.eventually(kind::works_again));  // by itself, without another call
  CHECK(t.row("SELECT group_concat(request_id || ' ' || observed_at) FROM errors") ==
        "req-1 10,req-2 10,req-3 20");
  CHECK(t.row("SELECT outcome, first_at, last_at, polls, records, new_records FROM polls") ==
        "ok|10|20|2|4|3");
  const auto news = t.heard.all();
  REQUIRE(news.size() == 2);
  CHECK(news[0].what == kind::failing);
  CHECK(news[1].polls == 2);
  CHECK(news[1].dropped == 0);
  CHECK(news[1].failed_commits >= 1);
  CHECK(news[1].lasted > 0ms);
}

TEST_CASE("a call that brings no errors fails at once and is not kept") {
  troubled_writer t;
  const auto foreign = t.lock();
  errc outcome{};
  t.run(look_for_logs(*t.writes, t.id, outcome));
  CHECK(outcome == errc::store_unavailable);
  t.run(look_for_logs(*t.writes, t.id, outcome));
  CHECK(outcome == errc::store_unavailable);
  CHECK(t.heard.all().size() == 1);
}

TEST_CASE("later errors do not overtake those that wait for room") {
  troubled_writer t(true);
  const auto large = t.append(errors_at(t.id, 5, {large_error("req-large", 1'000'000)}));
  REQUIRE(large.has_error());
  CHECK(large.error().code == errc::store_waiting);
  CHECK_THAT(large.error().detail, StartsWith("no room left"));
  // It would have had room.
  CHECK(t.append(errors_at(t.id, 6, {})).error().code == errc::store_waiting);
  t.writes.reset();
  const auto lost = t.heard.of(kind::lost);
  REQUIRE(lost.size() == 1);
  CHECK(lost.front().polls == 2);
  CHECK(t.heard.of(kind::failing).size() == 1);
  t.open();
  CHECK(t.append(errors_at(t.id, 7, {large_error("req-large", 1'000'000)}))->added == 1);
}

TEST_CASE("a full disk is not well again because something was read") {
  troubled_writer t(true);
  auto large = builds_at(t.id, 5, {a_build("b-1", "succeeded")});
  large.records.front().extra = "\"" + std::string(1'000'000, 'x') + "\"";
  result<append_result> out = error{};
  auto work = [](writer& w, builds_page page, result<append_result>& to) -> asio::awaitable<void> {
    auto stored = co_await w.append(std::move(page));
    to = std::move(stored);
  };
  t.run(work(*t.writes, std::move(large), out));
  CHECK(out.error().code == errc::store_unavailable);
  errc outcome{};
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  do {
    t.run(look_for_logs(*t.writes, t.id, outcome));
  } while (outcome != errc::ok && std::chrono::steady_clock::now() < deadline);
  CHECK(outcome == errc::ok);
  CHECK(t.heard.of(kind::works_again).empty());
  CHECK(t.append(errors_at(t.id, 6, {}))->added == 0);  // a row of the ledger was written
  CHECK(t.heard.of(kind::works_again).size() == 1);
}

TEST_CASE("memory is bounded: the oldest errors wait, the newest are refused") {
  troubled_writer t;
  auto foreign = t.lock();
  CHECK(t.append(errors_at(t.id, 1, {an_error("req-1")})).error().code == errc::store_waiting);
  constexpr std::size_t tenth = backlog::most_bytes / 10;
  std::size_t kept = 0;
  for (int i = 0; i < 14; ++i) {
    const auto refused =
        t.append(errors_at(t.id, 2, {large_error("l" + std::to_string(i), tenth)}));
    kept += refused.error().code == errc::store_waiting ? 1U : 0U;
    if (refused.error().code != errc::store_waiting) {
      CHECK(refused.error().code == errc::store_unavailable);
    }
  }
  CHECK(kept == 9);
  CHECK(t.heard.of(kind::full).size() == 1);
  foreign->exec("ROLLBACK");
  REQUIRE(t.heard.eventually(kind::works_again));
  CHECK(t.heard.of(kind::works_again).front().polls == 10);
  CHECK(t.heard.of(kind::works_again).front().dropped == 5);
  CHECK(t.row("SELECT count(*), max(seq) FROM errors WHERE request_id <> 'l9'") == "10|10");
}

TEST_CASE("a gap among what waited is told when it is stored") {
  troubled_writer t;
  constexpr std::int64_t noon = 1'700'000'000'000;
  CHECK(t.append(errors_at(t.id, noon, {an_error("req-1", noon)})).has_value());
  auto foreign = t.lock();
  std::vector<error_record> burst;
  for (int i = 0; i < 200; ++i) {
    burst.push_back(an_error("b" + std::to_string(i), noon + 300'000 + i));
  }
  CHECK(t.append(errors_at(t.id, noon + 600'000, burst)).error().code == errc::store_waiting);
  foreign->exec("ROLLBACK");
  REQUIRE(t.heard.eventually(kind::works_again));
  CHECK(t.heard.of(kind::works_again).front().gaps == 1);
  CHECK(t.row("SELECT count(*) FROM gaps") == "1");
}

TEST_CASE("what waits and can never be stored is told and leaves the rest alone") {
  troubled_writer t;
  auto foreign = t.lock();
  t.append(errors_at(t.id, 1, {an_error("req-1")}));
  t.append(errors_at(77, 2, {an_error("req-2")}));
  t.append(errors_at(t.id, 3, {an_error("req-3")}));
  foreign->exec("ROLLBACK");
  REQUIRE(t.heard.eventually(kind::works_again));
  const auto refused = t.heard.of(kind::unstorable);
  REQUIRE(refused.size() == 1);
  CHECK_THAT(refused.front().why.detail, ContainsSubstring("no algorithm 77"));
  CHECK(t.heard.of(kind::works_again).front().polls == 2);
  CHECK(t.row("SELECT group_concat(request_id) FROM errors") == "req-1,req-3");
}

TEST_CASE("stopping tries once more to store what waits") {
  troubled_writer t;
  auto foreign = t.lock();
  t.append(errors_at(t.id, 1, {an_error("req-1")}));
  foreign->exec("ROLLBACK");
  t.writes.reset();
  CHECK(t.heard.of(kind::lost).empty());
  CHECK(t.row("SELECT count(*) FROM errors") == "1");
}

TEST_CASE("stopping in vain says how much is lost, and does not try for each call") {
  troubled_writer t;
  const auto foreign = t.lock();
  t.append(errors_at(t.id, 1, {an_error("req-1")}));
  std::vector<result<append_result>> results(600, error{});
  for (auto& out : results) {
    auto batch = errors_at(t.id, 2, {an_error("req-2")});
    asio::co_spawn(t.io, append_errors(*t.writes, std::move(batch), out), asio::detached);
  }
  t.io.restart();
  t.io.poll();
  const auto begin = std::chrono::steady_clock::now();
  t.writes.reset();
  CHECK(std::chrono::steady_clock::now() - begin < 4s);
  t.io.run();
  for (const auto& one : results) CHECK(one.error().code == errc::store_waiting);
  REQUIRE(t.heard.of(kind::lost).size() == 1);
  CHECK(t.heard.of(kind::lost).front().polls == 601);
}

TEST_CASE("the newest privacy setting holds for what waited in memory, and for all that follows") {
  troubled_writer t;
  const auto with_input = [](const std::string& request_id) {
    auto record = an_error(request_id);
    record.input = "card 1";
    return record;
  };
  auto foreign = t.lock();
  t.append(errors_at(t.id, 1, {with_input("req-1")}));
  for (const auto how : {input_privacy::store, input_privacy::digest, input_privacy::drop}) {
    t.writes->configure(with(how));
    t.append(errors_at(t.id, 2, {with_input("req-2")}));  // one more try in vain
  }
  foreign->exec("ROLLBACK");
  REQUIRE(t.heard.eventually(kind::works_again));
  CHECK(t.append(errors_at(t.id, 3, {with_input("req-3")})).has_value());
  CHECK(t.row("SELECT count(*), count(input) FROM errors") == "3|0");
}

TEST_CASE("a setting that came while the database could not be written is not forgotten") {
  troubled_writer t;
  auto foreign = t.lock();
  CHECK(t.append(errors_at(t.id, 1, {an_error("req-1")})).error().code == errc::store_waiting);
  store_options options;
  options.newest_errors_keep = 7;
  t.writes->configure(options);
  foreign->exec("ROLLBACK");
  t.writes.reset();
  CHECK(t.row("SELECT value FROM settings WHERE name = 'newest_errors_keep'") == "7");
}
