#include "store/retention.hpp"

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <functional>

#include "catch.hpp"
#include "clock.hpp"
#include "logged.hpp"
#include "running_writer.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t day = 24LL * 3600 * 1000;

retention_config keeping(std::int64_t days) {
  retention_config settings;
  settings.errors = std::chrono::hours(24 * days);
  return settings;
}

/// Retention beside a writer, with 1,500 errors that are 100 days old.
struct running_retention {
  running_writer w{store_options{1, input_privacy::store, {}}};
  retention_config settings = keeping(90);
  retention_times times{1ms, 1h, 1ms, 1ms};
  std::optional<std::int64_t> ahead = 0;  ///< the cluster's clock, if it has told the time

  retention::clocks clusters() {
    return [this] {
      cluster_time prod{"prod", std::nullopt};
      if (ahead) prod.now = now_ms() + *ahead;
      return std::vector<cluster_time>{prod};
    };
  }

  running_retention() {
    std::int64_t id = 0;
    w.run(watch_fraud(*w.writes, id));
    std::vector<error_record> many;
    for (int i = 0; i < 1500; ++i) many.push_back(an_error("r" + std::to_string(i), i + 1));
    result<append_result> stored = append_result{};
    w.run(append_errors(*w.writes, errors_at(id, now_ms() - 100 * day, many), stored));
    auto last = errors_at(id, now_ms(), {an_error("last", now_ms())});
    last.poll.told = true;
    w.run(append_errors(*w.writes, last, stored));
    REQUIRE(stored.has_value());
  }
  std::string errors() const { return w.row("SELECT count(*) FROM errors"); }

  /// Runs until `done`, then stops it; what it logged.
  std::string run_until(const std::function<bool()>& done,
                        const std::function<void(retention&)>& begun = {}) {
    const logged log;
    retention works(w.io.get_executor(), *w.writes, clusters(), settings, times);
    bool ended = false;
    boost::asio::co_spawn(w.io, works.run(), [&](const std::exception_ptr& thrown) {
      CHECK_FALSE(thrown);
      ended = true;
    });
    w.io.restart();
    if (begun) begun(works);
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (!done() && std::chrono::steady_clock::now() < deadline) w.io.run_for(2ms);
    works.stop();
    w.io.run();
    CHECK(ended);
    return log.text();
  }
};

}  // namespace

TEST_CASE("retention deletes step by step, says so once, and stops when told to") {
  running_retention t;
  const auto log = t.run_until([&] { return t.errors() == "1"; });
  CHECK_THAT(log, ContainsSubstring("retention: 1500 errors of 1 algorithm deleted"));
  CHECK_THAT(log, ContainsSubstring("90 to 100 days old"));
  CHECK(t.run_until([] { return true; }).empty());
}

TEST_CASE("retention that keeps everything deletes nothing and says nothing") {
  running_retention t;
  t.settings = {};
  int turns = 0;
  CHECK(t.run_until([&] { return ++turns > 20; }).empty());
  CHECK(t.errors() == "1501");
}

TEST_CASE("a daemon that no cluster has told the time deletes nothing, and says so once") {
  running_retention t;
  t.ahead.reset();
  t.times.every = 1ms;
  int turns = 0;
  const auto log = t.run_until([&] { return ++turns > 50; });
  CHECK(t.errors() == "1501");
  CHECK_THAT(log, StartsWith("warning retention: nothing of cluster prod is deleted: no answer"));
  CHECK(log.find('\n') == log.size() - 1);
  t.ahead = 0;
  t.run_until([&] { return t.errors() == "1"; });
  CHECK(t.errors() == "1");
}

TEST_CASE("a cluster that is years ahead of its newest stored poll loses nothing, and it is said") {
  running_retention t;
  t.ahead = 3650 * day;
  t.times.every = 1ms;
  int turns = 0;
  const auto log = t.run_until([&] { return ++turns > 50; });
  CHECK(t.errors() == "1501");
  CHECK_THAT(log, ContainsSubstring("no poll of it was stored for more than 8 days"));
  CHECK(log.find('\n') == log.size() - 1);
}

TEST_CASE("rows of a cluster that is not configured any more are left alone by the daemon") {
  running_retention t;
  t.w.writes.reset();
  {
    SQLite::Database db(t.w.file().string(), SQLite::OPEN_READWRITE);
    db.exec("UPDATE algorithms SET cluster = 'gone'; UPDATE errors SET cluster = 'gone'");
    db.exec("UPDATE cluster_clocks SET cluster = 'gone'");
  }
  t.w.open({1, input_privacy::store, {}});
  int turns = 0;
  t.run_until([&] { return ++turns > 50; });
  CHECK(t.errors() == "1501");
}

TEST_CASE("other settings work at once") {
  running_retention t;
  t.settings = {};
  t.times.first = 1h;
  const auto log = t.run_until([&] { return t.errors() == "1"; },
                               [](retention& works) { works.set(keeping(30)); });
  CHECK_THAT(log, ContainsSubstring("30 to 100 days old"));
}

TEST_CASE("retention that is cancelled ends without a word") {
  running_retention t;
  const logged log;
  t.times.first = 1h;
  retention works(t.w.io.get_executor(), *t.w.writes, t.clusters(), t.settings, t.times);
  boost::asio::cancellation_signal signal;
  bool thrown = false;
  const auto on_end = [&](const std::exception_ptr& failed) { thrown = failed != nullptr; };
  boost::asio::co_spawn(t.w.io, works.run(),
                        boost::asio::bind_cancellation_slot(signal.slot(), on_end));
  t.w.io.restart();
  t.w.io.run_for(5ms);
  signal.emit(boost::asio::cancellation_type::terminal);
  t.w.io.run();
  CHECK_FALSE(thrown);
  CHECK(log.text().empty());
}

TEST_CASE("retention waits without a word while the database cannot be written") {
  running_retention t;
  t.w.writes.reset();
  std::atomic<bool> failing = false;
  t.w.open({1, input_privacy::store, {}}, [&](const store_news& news) {
    if (news.what == store_news::kind::failing) failing = true;
  });
  t.w.writes->hurry();  // a second of patience will do
  SQLite::Database other(t.w.file().string(), SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  bool held = true;
  const auto log = t.run_until([&] {
    if (failing && held) other.exec("ROLLBACK");
    if (failing) held = false;
    return t.errors() == "1";
  });
  CHECK_FALSE(held);
  CHECK(log.find('\n') == log.size() - 1);
  CHECK_THAT(log, StartsWith("info retention: 1500 errors"));
}
