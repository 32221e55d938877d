#include "poll/client.hpp"

#include <cstdlib>
#include <thread>

#include "caller.hpp"
#include "catch.hpp"
#include "cluster.hpp"
#include "config/url.hpp"
#include "raw_server.hpp"
#include "scratch_folder.hpp"

using namespace algolog;
using namespace algolog::test;
namespace asio = boost::asio;
using clock_type = std::chrono::steady_clock;

namespace {

/// A client of one cluster, with its key in a file.
class polled {
 public:
  explicit polled(const std::string& url, auth_scheme scheme = auth_scheme::simple) {
    cluster_.name = "prod";
    cluster_.url = *parse_base_url(url).value;
    cluster_.auth = scheme;
    cluster_.key = {secret_source::kind::file, folder_.write("key", "key-1\n").string()};
  }

  cluster_config& cluster() { return cluster_; }
  poll_config& poll() { return poll_; }
  void write_key(const std::string& key) { folder_.write("key", key + "\n"); }

  client& open() {
    if (!client_) client_.emplace(io_.get_executor(), cluster_, poll_);
    return *client_;
  }
  /// "ok", or the error.
  std::string ask(const std::string& route = some_errors) {
    const auto answer = run(io_, open().get(route));
    return answer ? "ok" : to_string(answer.error());
  }
  std::string body() { return run(io_, open().get(some_errors)).value(); }
  std::vector<std::string> ask_at_once(std::size_t count) {
    std::vector<std::string> out;
    auto on_end = [&](std::exception_ptr thrown, const result<std::string>& answer) {
      out.push_back(thrown   ? name_of_exception(thrown)
                    : answer ? std::string("ok")
                             : to_string(answer.error()));
    };
    for (std::size_t i = 0; i < count; ++i) asio::co_spawn(io_, open().get(some_errors), on_end);
    io_.restart();
    io_.run();
    return out;
  }
  ending cancel_when(std::function<bool()> reached) {
    return test::cancel_when(io_, open().get(some_errors), std::move(reached));
  }

 private:
  scratch_folder folder_;
  cluster_config cluster_;
  poll_config poll_;
  asio::io_context io_{1};
  std::optional<client> client_;
};

simcluster::scenario guarded(const std::string& scheme = "any") {
  auto scenario = small_cluster();
  scenario.token = "key-1";
  scenario.scheme = scheme;
  return scenario;
}

void misbehave(simcluster::server& cluster, const std::string& kind, std::int64_t retry_after = 1) {
  cluster.post("/_control/fault", {{"kind", kind}, {"times", 1}, {"retry_after", retry_after}});
}

}  // namespace

TEST_CASE("the key is sent in each of the three schemes") {
  const auto [name, scheme] =
      GENERATE(table<std::string, auth_scheme>({{"simple", auth_scheme::simple},
                                                {"bearer", auth_scheme::bearer},
                                                {"raw", auth_scheme::raw}}));
  simcluster::running_cluster cluster(guarded(name));
  polled prod(cluster.url(), scheme);
  CHECK(prod.ask() == "ok");
  CHECK(counted(cluster, "bad_token") == 0);
  CHECK(counted(cluster, "without_token") == 0);
}

TEST_CASE("another scheme than the cluster's is unauthorized") {
  simcluster::running_cluster cluster(guarded("bearer"));
  polled prod(cluster.url(), auth_scheme::simple);
  CHECK_THAT(prod.ask(), StartsWith("unauthorized: "));
}

TEST_CASE("a rotated key is read again from its file") {
  simcluster::running_cluster cluster(guarded());
  polled prod(cluster.url());
  CHECK(prod.ask() == "ok");
  cluster.post("/_control/token", {{"token", "key-2"}});
  CHECK_THAT(prod.ask(), StartsWith("unauthorized: "));
  prod.write_key("key-2");
  CHECK(prod.ask() == "ok");
  CHECK(counted(cluster, "bad_token") == 1);
}

TEST_CASE("a key replaced while the old one is refused is asked with at once, and none twice") {
  polled* prod = nullptr;
  std::vector<std::string> keys;
  raw_server server([&](peer& client, int) {
    for (auto head = client.read_head(); !head.empty(); head = client.read_head()) {
      const auto at = head.find("Simple ");
      keys.push_back(head.substr(at, head.find('\r', at) - at));
      if (keys.size() == 1) prod->write_key("key-2");
      if (!client.send(whole_answer("{}", keys.size() < 2 ? "401 No" : "200 OK"))) return;
    }
  });
  polled one(server.url());
  prod = &one;
  CHECK(one.ask() == "ok");
  CHECK(keys == std::vector<std::string>{"Simple key-1", "Simple key-2"});
}

TEST_CASE("a failure never holds the key") {
  simcluster::running_cluster cluster(guarded());
  polled prod(cluster.url());
  prod.write_key("other-key-99");
  const auto told = prod.ask();
  CHECK_THAT(told, StartsWith("unauthorized: "));
  CHECK_THAT(told, !ContainsSubstring("other-key-99"));
}

TEST_CASE("without a key nothing is sent") {
  simcluster::running_cluster cluster(guarded());
  polled prod(cluster.url());
  prod.write_key("");
  CHECK_THAT(prod.ask(), StartsWith("no_credentials: "));
  CHECK(counted(cluster, "connections") == 0);
  prod.write_key("key-1");
  CHECK(prod.ask() == "ok");
}

TEST_CASE("a redirect is refused, and its target is never told the key") {
  simcluster::running_cluster cluster(guarded());
  misbehave(cluster, "redirect");
  polled prod(cluster.url());
  CHECK_THAT(prod.ask(), StartsWith("redirected: "));
  CHECK(counted(cluster, "foreign_contacts") == 0);
  CHECK(counted(cluster, "foreign_with_token") == 0);
}

TEST_CASE("Retry-After in seconds holds the cluster's next request") {
  simcluster::running_cluster cluster(guarded());
  misbehave(cluster, "throttle_429", 1);
  polled prod(cluster.url());
  const auto begin = clock_type::now();
  CHECK_THAT(prod.ask(), StartsWith("throttled: "));
  CHECK(prod.ask("/v1/algorithms/acme/algo_000/builds") == "ok");
  CHECK(clock_type::now() - begin >= 1s);
}

TEST_CASE("Retry-After as a date holds the cluster's next request") {
  simcluster::running_cluster cluster(guarded());
  misbehave(cluster, "throttle_date_429", 3);  // whole seconds: it lasts two to three
  polled prod(cluster.url());
  const auto begin = clock_type::now();
  CHECK_THAT(prod.ask(), StartsWith("throttled: "));
  CHECK(prod.ask() == "ok");
  CHECK(clock_type::now() - begin >= 1s);
}

TEST_CASE("a refusal without Retry-After holds the cluster's next request as well") {
  raw_server server([&](peer& client, int) {
    for (int i = 0; !client.read_head().empty(); ++i) {
      if (!client.send(whole_answer("{}", i == 0 ? "429 No" : "200 OK"))) return;
    }
  });
  polled prod(server.url());
  const auto begin = clock_type::now();
  CHECK_THAT(prod.ask(), StartsWith("throttled: "));
  CHECK(prod.ask() == "ok");
  CHECK(clock_type::now() - begin >= 200ms);
}

TEST_CASE("a Retry-After beyond all measure is a long pause, and can be cancelled") {
  const std::string value = GENERATE("Fri, 01 Jan 2343 00:00:00 GMT", "99999999999",
                                     "Fri, 31 Dec 9999 23:59:59 GMT", "2147483647");
  raw_server server([&](peer& client, int) {
    while (!client.read_head().empty()) {
      if (!client.send(whole_answer("{}", "429 No", "Retry-After: " + value + "\r\n"))) return;
    }
  });
  polled prod(server.url());
  CHECK_THAT(prod.ask(), StartsWith("throttled: "));
  const auto begin = clock_type::now();
  const auto end = prod.cancel_when([&] { return clock_type::now() - begin > 100ms; });
  CHECK(end.how == "cancelled");
  CHECK(end.took < 1s);
}

TEST_CASE("Retry-After of a success pauses nothing") {
  raw_server server([&](peer& client, int) {
    while (!client.read_head().empty()) {
      if (!client.send(whole_answer("{}", "200 OK", "Retry-After: 60\r\n"))) return;
    }
  });
  polled prod(server.url());
  CHECK(prod.ask() == "ok");
  const auto begin = clock_type::now();
  CHECK(prod.ask() == "ok");
  CHECK(clock_type::now() - begin < 30s);
}

TEST_CASE("the cluster never sees more requests at once than allowed, and that many") {
  auto scenario = guarded();
  scenario.latency.ms = 50;
  simcluster::running_cluster cluster(scenario);
  polled prod(cluster.url());
  prod.cluster().max_in_flight = 3;
  prod.cluster().requests_per_second = 1e6;
  for (const auto& told : prod.ask_at_once(12)) CHECK(told == "ok");
  CHECK(counted(cluster, "requests") == 12);
  CHECK(counted(cluster, "max_in_flight") == 3);
  CHECK(counted(cluster, "connections") == 3);
}

TEST_CASE("requests that fail give their place to the next") {
  auto scenario = guarded();
  scenario.faults.push_back(simcluster::fault::parse("reset"));
  simcluster::running_cluster cluster(scenario);
  polled prod(cluster.url());
  prod.cluster().max_in_flight = 2;
  for (const auto& told : prod.ask_at_once(6)) CHECK_THAT(told, StartsWith("connection_closed: "));
  cluster.post("/_control/fault", {{"clear", true}});
  CHECK(prod.ask() == "ok");
}

TEST_CASE("the cluster's rate is kept") {
  simcluster::running_cluster cluster(guarded());
  polled prod(cluster.url());
  prod.cluster().requests_per_second = 20;
  const auto begin = clock_type::now();
  for (const auto& told : prod.ask_at_once(40)) CHECK(told == "ok");
  CHECK(clock_type::now() - begin >= 980ms);  // 20 at once, 20 more at 50 ms each
}

TEST_CASE("the time-out counts from the request's turn") {
  auto scenario = guarded();
  scenario.latency.ms = 300;
  simcluster::running_cluster cluster(scenario);
  polled prod(cluster.url());
  prod.cluster().max_in_flight = 1;
  prod.poll().timeout = 2s;
  for (const auto& told : prod.ask_at_once(8)) CHECK(told == "ok");  // the last waits 2.1 s
}

TEST_CASE("a request in flight is cancelled") {
  auto scenario = guarded();
  scenario.faults.push_back(simcluster::fault::parse("hang"));
  simcluster::running_cluster cluster(scenario);
  polled prod(cluster.url());
  prod.cluster().max_in_flight = 1;
  prod.poll().timeout = 2s;
  prod.poll().max_body = 1000;
  const auto end = prod.cancel_when([&] { return counted(cluster, "in_flight") == 1; });
  CHECK(end.how == "cancelled");
  CHECK(end.took < 1s);
}

TEST_CASE("a body beyond poll.max_body is refused") {
  simcluster::running_cluster cluster(guarded());
  polled prod(cluster.url());
  prod.poll().max_body = 100;
  CHECK_THAT(prod.ask(), StartsWith("too_large: "));
}

TEST_CASE("a key that an answer repeats is taken out of it, also a hundred thousand times") {
  const std::string key = "a-key-of-the-test-" + std::string(40, 'x');
  const auto times = [](const std::string& text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
  };
  const std::size_t count = GENERATE(0U, 1U, 2U, 100'000U);
  const auto answer = [&](const std::string& in_place_of_key) {
    return "[" + times("\"" + in_place_of_key + "\",", count) + times(in_place_of_key, count) + "]";
  };
  raw_server server([&](peer& client, int) {
    client.read_head();
    client.send(whole_answer(answer(key)));
    client.drain();
  });
  polled prod(server.url());
  prod.write_key(key);
  CHECK((prod.body() == answer("API-KEY")));  // not shown when they differ
}
