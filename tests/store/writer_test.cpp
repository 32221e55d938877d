#include "store/writer.hpp"

#include <SQLiteCpp/Column.h>

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <exception>
#include <thread>

#include "catch.hpp"
#include "running_writer.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;
namespace asio = boost::asio;

namespace {

asio::awaitable<void> append_log(writer& w, fetched_log log, result<void>& out) {
  auto stored = co_await w.append(std::move(log));
  out = stored;
}

asio::awaitable<void> note_unchanged(writer& w, std::int64_t id, std::size_t& noted) {
  poll_facts facts{id, "/v1/x", 12};
  const auto gaps =
      co_await w.call_patiently(&store::append_unchanged, std::move(facts), collection::errors, 1);
  if (gaps) ++noted;
}

asio::awaitable<void> every_call(writer& w) {
  const auto home = std::this_thread::get_id();
  const std::string cluster = "prod";
  const auto ref = named("acme", "fraud");
  const auto watched = co_await w.call(&store::watch, cluster, ref, 1);
  const auto id = watched.value().algorithm_id;
  const auto uuid = with_uuid("u-1");
  const auto found = co_await w.call(&store::identify, id, uuid, 2);
  CHECK(found.value().ref.uuid == "u-1");
  auto errors = errors_at(id, 10, {an_error("req-1")});
  const auto stored = co_await w.append(std::move(errors));
  CHECK(stored.value().added == 1);
  auto page = builds_at(
      id, 10,
      {a_build("b-1", "succeeded"), a_build("b-2", "in-progress"), a_build("b-3", "failed")});
  const auto builds = co_await w.append(std::move(page));
  CHECK(builds.value().added == 3);
  auto list = versions_at(id, 10, {a_version("hash-1")});
  const auto versions = co_await w.append(std::move(list));
  CHECK(versions.value().added == 1);
  auto failure = failure_at(id, 11, collection::errors, errc::timeout);
  const auto failed = co_await w.append(std::move(failure));
  CHECK(failed.has_value());
  poll_facts facts{id, "/v1/x", 12};
  const auto quiet =
      co_await w.call(&store::append_unchanged, std::move(facts), collection::errors, 1);
  CHECK(quiet.has_value());
  const auto pending = co_await w.call(&store::pending_logs, id, 100, 9);
  CHECK(pending.value().size() == 2);
  const std::string no_log = "b-3";
  const std::optional<std::int64_t> never;
  const auto missed = co_await w.call(&store::log_missed, id, no_log, never);
  CHECK(missed.has_value());
  fetched_log log;
  log.poll = poll_facts{id, "/v1/y", 13};
  log.build_id = "b-1";
  log.log = "text";
  log.source = "builds";
  const auto kept = co_await w.append(std::move(log));
  CHECK(kept.has_value());
  const auto revisit = co_await w.call(&store::builds_to_revisit, id, 100, 9);
  CHECK(revisit.value().size() == 1);
  const std::string gone = "b-2";
  const auto vanished = co_await w.call(&store::build_vanished, id, gone, 14);
  CHECK(vanished.has_value());
  CHECK(std::this_thread::get_id() == home);
}

std::chrono::milliseconds time_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               start);
}

}  // namespace

TEST_CASE("every use case goes to the store thread and comes back to its caller's") {
  running_writer t;
  t.run(every_call(*t.writes));
  CHECK(t.row("SELECT count(*) FROM build_logs") == "1");
  CHECK(t.row("SELECT count(*) FROM builds WHERE log_state = 'unavailable'") == "2");
}

TEST_CASE("many coroutines share commits and none is lost") {
  running_writer t;
  std::int64_t id = 0;
  t.run(watch_fraud(*t.writes, id));
  constexpr std::size_t calls = 2000;
  std::vector<result<append_result>> results(calls, error{errc::cancelled, ""});
  for (std::size_t i = 0; i < calls; ++i) {
    auto batch = errors_at(id, 10, {an_error("req-" + std::to_string(i))});
    asio::co_spawn(t.io, append_errors(*t.writes, std::move(batch), results[i]), asio::detached);
  }
  t.io.restart();
  t.io.run();  // returns only when every call has its result
  std::size_t added = 0;
  for (const auto& one : results) added += one.has_value() ? one->added : 0;
  CHECK(added == calls);
  CHECK(t.row("SELECT count(*), sum(polls) FROM errors, (SELECT sum(polls) AS polls FROM polls)"
              " GROUP BY polls") == "2000|4000000");
}

TEST_CASE("a result is a success only once others can see it") {
  running_writer t;
  std::int64_t id = 0;
  t.run(watch_fraud(*t.writes, id));
  result<append_result> out = error{};
  t.run(append_errors(*t.writes, errors_at(id, 10, {an_error("req-1")}), out));
  CHECK(out->added == 1);
  CHECK(t.row("SELECT count(*) FROM errors") == "1");
}

TEST_CASE("a call that fails leaves its neighbours in the commit alone") {
  running_writer t;
  std::int64_t id = 0;
  t.run(watch_fraud(*t.writes, id));
  result<append_result> good = error{};
  result<append_result> bad = error{};
  result<void> worse = error{};
  result<append_result> fine = error{};
  fetched_log unknown;
  unknown.poll = {id, "/v1/x", 5};
  unknown.build_id = "b-unknown";
  unknown.source = "builds";
  asio::co_spawn(t.io, append_errors(*t.writes, errors_at(id, 5, {an_error("req-1")}), good),
                 asio::detached);
  asio::co_spawn(t.io, append_errors(*t.writes, errors_at(77, 5, {an_error("req-2")}), bad),
                 asio::detached);
  asio::co_spawn(t.io, append_log(*t.writes, unknown, worse), asio::detached);
  t.run(append_errors(*t.writes, errors_at(id, 5, {an_error("req-3")}), fine));
  CHECK(good.has_value());
  CHECK(fine.has_value());
  REQUIRE(bad.has_error());
  CHECK(bad.error().code == errc::store_failed);
  CHECK_THAT(bad.error().detail, ContainsSubstring("no algorithm 77"));
  CHECK(worse.error().code == errc::store_failed);
  CHECK(t.row("SELECT group_concat(request_id) FROM errors") == "req-1,req-3");
  CHECK(t.row("SELECT count(*) FROM polls WHERE collection = 'logs'") == "0");
}

TEST_CASE("unchanged polls wait for each other and share a commit") {
  running_writer t;
  std::int64_t id = 0;
  t.run(watch_fraud(*t.writes, id));
  const auto before = t.writes->load().commits;
  std::size_t noted = 0;
  for (int i = 0; i < 100; ++i) {
    asio::co_spawn(t.io, note_unchanged(*t.writes, id, noted), asio::detached);
  }
  t.io.restart();
  t.io.run();
  CHECK(noted == 100);
  CHECK(t.row("SELECT polls FROM polls WHERE collection = 'errors'") == "100");
  // One, were it not for a machine that takes longer than their patience to start them all.
  CHECK(t.writes->load().commits - before < 20);
}

TEST_CASE("an append does not wait, and takes the unchanged polls along that came before it") {
  running_writer t;
  std::int64_t id = 0;
  t.run(watch_fraud(*t.writes, id));
  std::size_t noted = 0;
  result<append_result> out = error{};
  asio::co_spawn(t.io, note_unchanged(*t.writes, id, noted), asio::detached);
  asio::co_spawn(t.io, append_errors(*t.writes, errors_at(id, 13, {an_error("req-1")}), out),
                 asio::detached);
  t.io.restart();
  t.io.run();
  CHECK(noted == 1);
  CHECK(out->added == 1);
  CHECK(t.row("SELECT polls, first_at, last_at FROM polls WHERE collection = 'errors'") ==
        "2|12|13");
}

TEST_CASE("a foreign lock shorter than five seconds is not noticed") {
  running_writer t;
  std::int64_t id = 0;
  t.run(watch_fraud(*t.writes, id));
  SQLite::Database foreign(t.file().string(), SQLite::OPEN_READWRITE);
  foreign.exec("BEGIN EXCLUSIVE");
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    foreign.exec("ROLLBACK");
  });
  result<append_result> out = error{};
  t.run(append_errors(*t.writes, errors_at(id, 10, {an_error("req-1")}), out));
  other.join();
  CHECK(out.has_value());
}

TEST_CASE("stopping does not wait long for a foreign lock") {
  running_writer t;
  std::int64_t id = 0;
  t.run(watch_fraud(*t.writes, id));
  SQLite::Database foreign(t.file().string(), SQLite::OPEN_READWRITE);
  foreign.exec("BEGIN EXCLUSIVE");
  result<append_result> out = error{};
  asio::co_spawn(t.io, append_errors(*t.writes, errors_at(id, 10, {}), out), asio::detached);
  t.io.restart();
  t.io.poll();  // the call is in the queue now
  CHECK(time_of([&] { t.writes.reset(); }) < std::chrono::milliseconds(3000));
  t.io.run();
  CHECK(out.error().code == errc::store_waiting);
}

TEST_CASE("stopping finishes what waits") {
  running_writer t;
  std::int64_t id = 0;
  t.run(watch_fraud(*t.writes, id));
  std::vector<result<append_result>> results(600, error{});
  for (std::size_t i = 0; i < results.size(); ++i) {
    auto batch = errors_at(id, 10, {an_error("req-" + std::to_string(i))});
    asio::co_spawn(t.io, append_errors(*t.writes, std::move(batch), results[i]), asio::detached);
  }
  t.io.restart();
  t.io.poll();
  t.writes.reset();
  t.io.run();
  for (const auto& one : results) CHECK(one.has_value());
  CHECK(t.row("SELECT count(*) FROM errors") == "600");
  CHECK(std::filesystem::file_size(t.folder / "a.db-wal") == 0);
}

TEST_CASE("a cancelled caller's write is finished all the same") {
  running_writer t;
  std::int64_t id = 0;
  t.run(watch_fraud(*t.writes, id));
  SQLite::Database foreign(t.file().string(), SQLite::OPEN_READWRITE);
  foreign.exec("BEGIN EXCLUSIVE");
  asio::cancellation_signal signal;
  result<append_result> out = error{};
  auto work = append_errors(*t.writes, errors_at(id, 10, {an_error("req-1")}), out);
  asio::co_spawn(t.io, std::move(work),
                 asio::bind_cancellation_slot(signal.slot(), asio::detached));
  t.io.restart();
  t.io.poll();
  signal.emit(asio::cancellation_type::terminal);
  foreign.exec("ROLLBACK");
  t.io.run();
  REQUIRE(out.has_value());
  CHECK(out->added == 1);
}

TEST_CASE("damage found while running is told apart") {
  running_writer t;
  std::int64_t id = 0;
  t.run(watch_fraud(*t.writes, id));
  std::vector<error_record> records;
  for (int i = 0; i < 200; ++i) records.push_back(an_error("req-" + std::to_string(i)));
  result<append_result> out = error{};
  t.run(append_errors(*t.writes, errors_at(id, 5, records), out));
  const auto page = std::stoul(
      t.row("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_errors_1'"));
  t.writes.reset();
  auto bytes = content(t.file());
  bytes.replace((page - 1) * 4096, 64, std::string(64, '\x55'));
  write_bytes(t.file(), bytes);
  t.open();
  t.run(append_errors(*t.writes, errors_at(id, 6, {an_error("req-0"), an_error("req-x")}), out));
  REQUIRE(out.has_error());
  CHECK(out.error().code == errc::store_corrupt);
  CHECK_THAT(out.error().detail, StartsWith(t.file().string() + ": damaged ("));
  CHECK_THAT(out.error().detail, ContainsSubstring("restore a backup"));
  CHECK_THAT(out.error().detail,
             ContainsSubstring("sqlite3 " + t.file().string() + " .recover | sqlite3 "));
}
