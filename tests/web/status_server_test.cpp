#include "web/status_server.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <list>
#include <thread>

#include "catch.hpp"
#include "clock.hpp"
#include "logged.hpp"
#include "memory.hpp"
#include "raw_client.hpp"
#include "scratch_store.hpp"
#include "status/status_json.hpp"
#include "web_client.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

/// A poll loop with nothing to poll, which can be made to hang.
class some_loop {
 public:
  some_loop() : thread_([this] { io_.run(); }) {}
  ~some_loop() {
    go_on();
    work_.reset();
    thread_.join();
  }
  some_loop(const some_loop&) = delete;
  some_loop& operator=(const some_loop&) = delete;

  void hang() {
    boost::asio::post(io_, [until = released_.get_future().share()] { until.wait(); });
  }
  void go_on() {
    if (!std::exchange(gone_on_, true)) released_.set_value();
  }
  auto executor() { return io_.get_executor(); }

 private:
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      io_.get_executor()};
  std::promise<void> released_;
  bool gone_on_ = false;
  std::thread thread_;
};

live_state nothing_polled() {
  live_state made;
  made.at = now_ms();
  made.started_at = made.at;
  made.configured_at = made.at;
  return made;
}

struct running {
  scratch_store store;
  some_loop loop;
  metrics counted;
  std::function<live_state()> live = nothing_polled;
  std::unique_ptr<status_server> server;

  void start() {
    config settings;
    settings.store.path = store.file();
    settings.status_listen = "127.0.0.1:0";
    server = std::make_unique<status_server>(settings, counted, loop.executor(), live);
    while (server->port() == 0) std::this_thread::yield();
  }
  web_answer get(const std::string& path) const { return ask(server->port(), path); }
};

}  // namespace

TEST_CASE("every route is answered in its own type") {
  const logged log;
  running r;
  r.start();
  const std::pair<const char*, const char*> types[] = {
      {"/", "text/html; charset=utf-8"},
      {"/style.css", "text/css; charset=utf-8"},
      {"/icon.svg", "image/svg+xml"},
      {"/metrics", "text/plain; version=0.0.4; charset=utf-8"},
      {"/healthz", "text/plain; charset=utf-8"},
      {"/readyz", "text/plain; charset=utf-8"},
      {"/status.json", "application/json"}};
  for (const auto& [path, type] : types) {
    CAPTURE(path);
    const auto got = r.get(path);
    CHECK(got.status == 200);
    CHECK_THAT(got.head, ContainsSubstring("Content-Type: " + std::string(type) + "\r\n"));
    CHECK(!got.body.empty());
  }
  CHECK(r.get("/healthz").body == "ok\n");
  CHECK(r.get("/readyz").body == "ready\n");
  CHECK(log.lines_with("warning") == 0);
}

TEST_CASE("what was found within 24 hours goes by the poll loop's time, not by this machine's") {
  running r;
  const auto ahead = 100LL * 24 * 60 * 60 * 1000;
  const auto hour = 60LL * 60 * 1000;
  const auto right = now_ms() - ahead;
  const auto id = r.store->watch("prod", named("acme", "fraud"), right).algorithm_id;
  r.store->append(errors_at(id, right, {}));
  r.store.handle().exec(
      "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason, widened_at, findings)"
      " VALUES (1, 1, 2, " +
      std::to_string(right - 50 * hour) + ", 'window_overflow', " + std::to_string(right - hour) +
      ", 9)");
  r.live = [right] {
    auto made = nothing_polled();
    made.at = right;
    return made;
  };
  r.start();
  const auto read = status_from_json(r.get("/status.json").body);
  REQUIRE(read.has_value());
  CHECK(read->gaps == 1);
  CHECK(read->gaps_today == 1);
}

TEST_CASE("what is stored is in every view") {
  running r;
  const auto id = r.store->watch("prod", named("acme", "fraud"), now_ms()).algorithm_id;
  r.store->append(errors_at(id, now_ms(), {an_error("one")}));
  r.live = [id] {
    auto made = nothing_polled();
    live_cluster prod;
    prod.name = "prod";
    made.clusters.push_back(prod);
    live_target errors;
    errors.cluster = "prod";
    errors.algorithm = "acme/fraud";
    errors.algorithm_id = id;
    errors.interval_ms = 60'000;
    made.targets.push_back(errors);
    return made;
  };
  r.start();
  const auto read = status_from_json(r.get("/status.json").body);
  REQUIRE(read.has_value());
  REQUIRE(read->targets.size() == 1);
  CHECK(read->live);
  CHECK(read->targets[0].algorithm == "acme/fraud");
  CHECK(read->targets[0].succeeded_at.has_value());
  const auto text = r.get("/metrics").body;
  CHECK_THAT(text,
             ContainsSubstring(R"(algologd_gaps_total{algorithm="acme/fraud",cluster="prod"} 0)"));
  CHECK_THAT(text, ContainsSubstring("algologd_poll_loop_up 1\n"));
}

TEST_CASE("slow readers of /status.json cost one body a snapshot, not one each") {
  running r;
  r.live = [] {
    auto made = nothing_polled();
    live_target some;
    some.cluster = "prod";
    some.algorithm = "acme/" + std::string(80, 'x');
    made.targets.assign(12'000, some);
    return made;
  };
  r.start();
  const auto size = r.get("/status.json").body.size();
  REQUIRE(size > 4U << 20);  // more than the kernel takes ahead
  const auto before = bytes_in_use();
  std::list<raw_client> slow;
  for (int i = 0; i < 30; ++i) {
    slow.emplace_back(r.server->port()).send(web_client::request("/status.json"));
    CHECK(slow.back().read(12) == "HTTP/1.1 200");
  }
  constexpr std::size_t most_pending = 32U << 20;
  CHECK(bytes_in_use() < before + most_pending + 4 * size);
}

TEST_CASE("a poll loop that hangs makes it unhealthy, and does not keep the metrics back") {
  running r;
  r.loop.hang();
  r.start();
  const auto health = r.get("/healthz");
  CHECK(health.status == 503);
  CHECK(health.body == "the event loop has not answered for 2 s\n");
  CHECK(r.get("/readyz").status == 503);
  const auto metrics = r.get("/metrics");
  CHECK(metrics.status == 200);
  CHECK_THAT(metrics.body, ContainsSubstring("algologd_poll_loop_up 0\n"));
  r.loop.go_on();
  while (r.get("/healthz").status != 200) std::this_thread::yield();
}

TEST_CASE("a store thread that hangs makes it unhealthy") {
  running r;
  auto hangs = std::make_shared<std::atomic<bool>>(true);
  r.live = [hangs] {
    auto made = nothing_polled();
    if (*hangs) made.store.silent_since = made.at - 61'000;
    return made;
  };
  r.start();
  const auto health = r.get("/healthz");
  CHECK(health.status == 503);
  CHECK(health.body == "the store thread has not answered for 61 s\n");
  *hangs = false;
  while (r.get("/healthz").status != 200) std::this_thread::yield();
}

TEST_CASE("a database that cannot be read is told once, and the server goes on") {
  const logged log;
  running r;
  r.store.handle().exec("PRAGMA user_version = 99");
  r.start();
  for (int i = 0; i < 3; ++i) CHECK(r.get("/readyz").status == 503);
  CHECK_THAT(r.get("/metrics").body, ContainsSubstring("algologd_store_failing 1\n"));
  CHECK(r.get("/").status == 200);
  CHECK(r.get("/healthz").status == 200);
  CHECK(log.lines_with("warning status: ") == 1);
}

TEST_CASE("a server that is told to listen nowhere does not") {
  some_loop loop;
  const metrics counted;
  config settings;
  settings.status_listen.clear();
  status_server nothing(settings, counted, loop.executor(), nothing_polled);
  CHECK(nothing.port() == 0);
  nothing.stop();
}

TEST_CASE("a server stops while it waits for a poll loop that hangs") {
  running r;
  r.loop.hang();
  r.start();
  web_client waiting(r.server->port());
  waiting.send(web_client::request("/metrics"));
  r.server->stop();
  CHECK(waiting.is_hung_up_on());
}
