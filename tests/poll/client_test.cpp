#include "poll/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <deque>
#include <exception>
#include <memory>

#include "api/errors.hpp"
#include "catch.hpp"
#include "clock.hpp"

using namespace algolog;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t day = 24 * 60 * minute;

/// What the cluster answers: by how much its Date is ahead of this machine's clock, if it has one.
struct answer {
  std::optional<std::int64_t> ahead;
  unsigned status = 200;
  std::string body{};  ///< empty: "[1]", "[2]" and so on
  std::string etag{};
};

/// Answers as told, in order; then the last again and again.
class scripted final : public transport {
 public:
  explicit scripted(std::deque<answer> script) : script_(std::move(script)) {}

  boost::asio::awaitable<result<http_response>> get(
      http_request request, std::chrono::steady_clock::time_point) override {
    asked_by = request.known.text;
    const auto next = script_.front();
    if (script_.size() > 1) script_.pop_front();
    http_response out;
    out.status = next.status;
    ++asked;
    out.body = next.body.empty() ? "[" + std::to_string(asked) + "]" : next.body;
    if (next.ahead) out.date = now_ms() + *next.ahead;
    out.tag.text = next.etag;
    co_return out;
  }

  int asked = 0;
  std::string asked_by;

 private:
  std::deque<answer> script_;
};

cluster_config a_cluster() {
  cluster_config cluster;
  cluster.name = "prod";
  cluster.max_in_flight = 1;
  cluster.requests_per_second = 1000;
  ::setenv("ALGOLOGD_TEST_KEY", "some-secret-key", 1);
  cluster.key = {secret_source::kind::environment, "ALGOLOGD_TEST_KEY"};
  return cluster;
}

using script = std::deque<answer>;

struct asking {
  explicit asking(script answers)
      : cluster(new scripted(std::move(answers))),
        asks(io.get_executor(), a_cluster(), poll_config(), std::unique_ptr<transport>(cluster)) {}

  result<std::string> get() {
    result<std::string> body = std::string();
    auto work = [](client& of, client::place& in,
                   result<std::string>& to) -> boost::asio::awaitable<void> {
      auto got = co_await of.get("/v1/x", in);
      to = std::move(got);
    };
    boost::asio::co_spawn(io, work(asks, held, body), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    io.restart();
    io.run();
    return body;
  }
  /// By how much the cluster is taken to be ahead of this machine, to the nearest minute.
  std::int64_t ahead() const {
    return (asks.now() - now_ms() + day * 100'000 + minute / 2) / minute * minute - day * 100'000;
  }

  boost::asio::io_context io;
  scripted* cluster;
  client asks;
  client::place held;
};

}  // namespace

TEST_CASE("a cluster whose Date agrees with this machine's clock is asked once") {
  asking t(script{answer{0}});
  CHECK(t.get().value() == "[1]");
  CHECK(t.asks.told_time());
}

TEST_CASE("a cluster without a Date is asked once, and this machine's clock counts") {
  asking t(script{answer{}});
  CHECK(t.get().value() == "[1]");
  CHECK(t.ahead() == 0);
  CHECK_FALSE(t.asks.told_time());
}

TEST_CASE("a first Date that is wrong is asked about once more, and the later answer counts") {
  for (const auto wrong : {30 * day, -30 * day, 40 * minute, -20'000 * day}) {
    asking t(script{{wrong}, {0}});
    CHECK(t.get().value() == "[2]");
    CHECK(t.ahead() == 0);
    CHECK(t.get().value() == "[3]");
  }
}

TEST_CASE("on a machine whose clock is wrong the first answer that counts has the right time") {
  asking t(script{answer{100 * day}});
  CHECK(t.get().value() == "[2]");
  CHECK(t.ahead() == 100 * day);
  CHECK(t.held.asked_at <= t.asks.now());
  CHECK(t.held.asked_at > t.asks.now() - minute);
  CHECK(t.get().value() == "[3]");
}

TEST_CASE("a cluster that never tells the same time is not asked for ever") {
  asking t(script{{10 * day}, {20 * day}, {30 * day}, {40 * day}, {50 * day}});
  CHECK(t.get().value() == "[4]");
}

TEST_CASE("a failure is not asked about again, but its Date is heard") {
  asking t(script{answer{100 * day, 500}});
  CHECK_FALSE(t.get().has_value());
  CHECK(t.cluster->asked == 1);
  CHECK_FALSE(t.get().has_value());
  CHECK(t.ahead() == 100 * day);
  CHECK(t.asks.told_time());
}

TEST_CASE("a cluster that is another from now on has to tell the time anew") {
  asking t(script{answer{100 * day}});
  t.get();
  auto moved = a_cluster();
  moved.url.host = "elsewhere.example.com";
  t.asks.configure(moved, poll_config(), std::make_unique<scripted>(script{answer{}}));
  CHECK(t.ahead() == 0);
  CHECK_FALSE(t.asks.told_time());
}

TEST_CASE("an answer that is known already comes without its body, any other with it") {
  asking t(script{{0, 200, "[1]"}, {0, 200, "[1]"}, {0, 200, "[2]"}});
  CHECK(t.get().value() == "[1]");
  CHECK_FALSE(t.held.same());
  t.held.known = t.held.answer;
  CHECK(t.get().value().empty());
  CHECK(t.held.same());
  CHECK(t.get().value() == "[2]");
  CHECK_FALSE(t.held.same());
}

TEST_CASE("an answer that repeats the key is known again, and its body never holds the key") {
  const std::string told = R"([{"input":"some-secret-key"}])";
  asking t(script{{0, 200, told}});
  CHECK(t.get().value() == R"([{"input":"API-KEY"}])");
  t.held.known = t.held.answer;
  CHECK(t.get().value().empty());
  CHECK(t.held.same());
}

TEST_CASE("a failure with the body of a known answer is a failure") {
  asking t(script{{0, 200, "[1]"}, {0, 500, "[1]"}});
  t.get();
  t.held.known = t.held.answer;
  CHECK_FALSE(t.get().has_value());
  CHECK_FALSE(t.held.same());
}

TEST_CASE("known records are left out of an answer, and the others never hold the key") {
  const std::string before = R"({"request_id":"a","error":"some-secret-key"})";
  const std::string added = R"({"request_id":"a","input":"some\u002dsecret-key"})";
  asking t(script{{0, 200, "[" + before + "]"}, {0, 200, "[" + added + "," + before + "]"}});
  window_sieve first(nullptr);
  t.held.sieve = &first;
  const auto all = parse_errors(t.get().value(), {"acme", "one", {}}).value();
  CHECK(all.records.at(0).error == "API-KEY");
  window_sieve second(std::make_shared<const known_window>(first.after(all.records)));
  t.held.sieve = &second;
  CHECK(t.get().value() == R"([{"request_id":"a","input":"API-KEY"}])");
  CHECK(second.known().size() == 1);
  auto whole = second.whole();
  t.held.key->apply(whole);
  CHECK(whole == R"([{"request_id":"a","input":"API-KEY"},{"request_id":"a","error":"API-KEY"}])");
}

TEST_CASE("a failure is read whole, whatever of it is known") {
  asking t(script{{0, 200, R"([{"request_id":"a"}])"}, {0, 500, R"([{"request_id":"a"}])"}});
  window_sieve first(nullptr);
  t.held.sieve = &first;
  const auto all = parse_errors(t.get().value(), {"acme", "one", {}}).value();
  window_sieve second(std::make_shared<const known_window>(first.after(all.records)));
  t.held.sieve = &second;
  CHECK_FALSE(t.get().has_value());
  CHECK(second.known().empty());
}

TEST_CASE("an answer that the cluster says has not changed is the known one") {
  asking t(script{{0, 200, "[1]", "\"a\""}, {0, 304, "-", ""}});
  t.get();
  CHECK(t.held.told_by.text == "\"a\"");
  t.held.known = t.held.answer;
  t.held.known_by = t.held.told_by;
  CHECK(t.get().value().empty());
  CHECK(t.held.same());
  CHECK(t.held.not_sent);
  CHECK(t.held.told_by.text == "\"a\"");
}

TEST_CASE("nobody is asked by the tag of an answer that is not known") {
  asking t(script{{0, 200, "[1]", "\"a\""}, {0, 304, "-", ""}});
  t.get();
  t.held.known_by = t.held.told_by;
  CHECK(t.get().error().code == errc::redirected);  // a 304 that nobody asked for
  CHECK_FALSE(t.held.same());
}
