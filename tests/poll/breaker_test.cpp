#include "poll/breaker.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;
using change = breaker::change;

namespace {

const breaker::time start{1000s};
constexpr collection all[] = {collection::algorithm, collection::errors, collection::builds,
                              collection::versions, collection::logs};

/// A cluster of so many algorithms; the targets of algorithm N are N * 5 and the four after it, in
/// the order of `all`.
breaker of(std::size_t algorithms) {
  breaker out;
  for (std::size_t i = 0; i < algorithms * 5; ++i) out.add(i, i / 5, all[i % 5]);
  return out;
}

constexpr std::size_t errors_of(std::size_t algorithm) { return algorithm * 5 + 1; }
constexpr std::size_t builds_of(std::size_t algorithm) { return algorithm * 5 + 2; }
constexpr std::size_t versions_of(std::size_t algorithm) { return algorithm * 5 + 3; }

change fail(breaker& gate, std::size_t target, errc why = errc::timeout) {
  return gate.on_outcome(target, why, true, start, 0);
}

change answer(breaker& gate, std::size_t target, errc how = errc::ok) {
  return gate.on_outcome(target, how, true, start, 0);
}

/// Open since `start` because of `why`.
breaker opened_by(errc why) {
  auto gate = of(1);
  gate.on_outcome(errors_of(0), why, true, start, 0);
  return gate;
}

/// When the next probe is due, after the one at `now` has failed.
breaker::time after_probe(breaker& gate, errc why, breaker::time now, double random = 0) {
  gate.start_probe(errors_of(0));
  gate.on_outcome(errors_of(0), why, true, now, random);
  return gate.retry_at();
}

}  // namespace

TEST_CASE("a fault that hits every target opens at the first") {
  const auto why = GENERATE(errc::resolve_failed, errc::connect_failed, errc::tls_failed,
                            errc::proxy_refused, errc::unauthorized, errc::no_credentials);
  auto gate = of(10);
  CHECK(fail(gate, errors_of(3), why) == change::opened);
  CHECK(gate.open());
}

TEST_CASE("time-outs, cut connections and 5xx of three algorithms in a row open") {
  const auto why = GENERATE(errc::timeout, errc::connection_closed, errc::bad_http,
                            errc::server_error, errc::throttled);
  auto gate = of(10);
  CHECK(fail(gate, errors_of(0), why) == change::none);
  CHECK(fail(gate, errors_of(1), why) == change::none);
  CHECK(fail(gate, builds_of(2), why) == change::opened);
}

TEST_CASE("any answer in between starts the count anew") {
  const auto how = GENERATE(errc::ok, errc::missing, errc::forbidden, errc::not_json);
  auto gate = of(10);
  fail(gate, errors_of(0));
  fail(gate, builds_of(1));
  answer(gate, errors_of(5), how);
  CHECK(fail(gate, builds_of(2)) == change::none);
  CHECK(fail(gate, errors_of(3)) == change::none);
  CHECK(fail(gate, errors_of(4)) == change::opened);
}

TEST_CASE("one target that fails again and again opens nothing") {
  auto gate = of(10);
  for (int i = 0; i < 100; ++i) CHECK(fail(gate, errors_of(0)) == change::none);
}

TEST_CASE("one algorithm whose every route fails opens nothing as long as there are others") {
  auto gate = of(2);
  for (int i = 0; i < 100; ++i) {
    for (std::size_t target = 0; target < 5; ++target) CHECK(fail(gate, target) == change::none);
  }
}

TEST_CASE("one route that fails for every algorithm opens nothing as long as there are others") {
  auto gate = of(100);
  for (std::size_t i = 0; i < 100; ++i) CHECK(fail(gate, errors_of(i)) == change::none);
}

TEST_CASE("a cluster of one algorithm is down when all that is polled regularly fails") {
  auto gate = of(1);
  CHECK(fail(gate, errors_of(0)) == change::none);
  CHECK(fail(gate, builds_of(0)) == change::none);
  CHECK(fail(gate, versions_of(0)) == change::opened);
}

TEST_CASE("where only errors are polled three failures in a row open") {
  breaker gate;
  gate.add(0, 0, collection::algorithm);
  gate.add(1, 0, collection::errors);
  CHECK(fail(gate, 1) == change::none);
  CHECK(fail(gate, 1) == change::none);
  CHECK(fail(gate, 1) == change::opened);
}

TEST_CASE("three look-ups in a row open, for nothing else is asked of a UUID before") {
  auto gate = of(10);
  fail(gate, 0);
  fail(gate, 5);
  CHECK(fail(gate, 10) == change::opened);
}

TEST_CASE("targets that failed while others were answered are no sign of an outage") {
  auto gate = of(10);
  for (std::size_t broken = 0; broken < 3; ++broken) {
    fail(gate, errors_of(broken));
    answer(gate, builds_of(9));
    fail(gate, builds_of(broken));
    answer(gate, builds_of(9));
  }
  for (int i = 0; i < 10; ++i) {
    for (std::size_t broken = 0; broken < 3; ++broken) {
      CHECK(fail(gate, errors_of(broken)) == change::none);
      CHECK(fail(gate, builds_of(broken)) == change::none);
    }
  }
  answer(gate, errors_of(0));  // mended: it counts again
  fail(gate, errors_of(0));
  fail(gate, builds_of(7));
  CHECK(fail(gate, errors_of(8)) == change::opened);
}

TEST_CASE("the last sound target opens when all others are broken") {
  auto gate = of(1);
  fail(gate, builds_of(0));
  fail(gate, versions_of(0));
  answer(gate, errors_of(0));
  CHECK(fail(gate, errors_of(0)) == change::none);
  CHECK(fail(gate, errors_of(0)) == change::none);
  CHECK(fail(gate, errors_of(0)) == change::opened);
}

TEST_CASE("faults of this side say nothing of the cluster") {
  auto gate = of(1);
  const auto why = GENERATE(errc::store_failed, errc::internal, errc::cancelled);
  for (std::size_t target = 0; target < 5; ++target) CHECK(fail(gate, target, why) == change::none);
  fail(gate, errors_of(0));
  fail(gate, builds_of(0));
  fail(gate, errors_of(0), why);  // nor is it an answer
  CHECK(fail(gate, versions_of(0)) == change::opened);
}

TEST_CASE("the answer to a probe closes it, that to a request that was in flight does not") {
  auto gate = opened_by(errc::connect_failed);
  CHECK(answer(gate, builds_of(0)) == change::none);  // it came before, and was stored late
  CHECK(gate.open());
  gate.start_probe(errors_of(0));
  CHECK(answer(gate, versions_of(0)) == change::none);
  CHECK(gate.probing());
  CHECK(answer(gate, errors_of(0)) == change::closed);
  CHECK_FALSE(gate.open());
  CHECK_FALSE(gate.probing());
}

TEST_CASE("a poll that had nothing to ask does not close it") {
  auto gate = opened_by(errc::connect_failed);
  CHECK(gate.on_outcome(4, errc::ok, false, start, 0) == change::none);
  CHECK(gate.on_outcome(2, errc::missing, false, start, 0) == change::none);
  CHECK(gate.open());
}

TEST_CASE("a probe that had nothing to ask is followed by another at once, for the same reason") {
  auto gate = opened_by(errc::unauthorized);
  const auto due = gate.retry_at();
  const auto outcome = GENERATE(errc::ok, errc::missing);
  gate.start_probe(4);
  gate.on_outcome(4, outcome, false, due + 1s, 0);
  CHECK_FALSE(gate.probing());
  CHECK(gate.retry_at() == due);
  CHECK(gate.awaits_key());
}

TEST_CASE("probes are sent at doubling waits up to a minute") {
  auto gate = opened_by(errc::connect_failed);
  CHECK(gate.retry_at() == start + 1s);
  CHECK(after_probe(gate, errc::connect_failed, start) == start + 2s);
  CHECK(after_probe(gate, errc::timeout, start) == start + 4s);
  for (int i = 0; i < 50; ++i) after_probe(gate, errc::timeout, start);
  CHECK(gate.retry_at() == start + 60s);
}

TEST_CASE("chance chooses the wait for a probe, at least 200 ms") {
  auto gate = opened_by(errc::connect_failed);
  CHECK(after_probe(gate, errc::timeout, start, 0.5) == start + 1s);
  CHECK(after_probe(gate, errc::timeout, start, 0.5) == start + 2s);
  CHECK(after_probe(gate, errc::timeout, start, 0.9999) == start + 200ms);
}

TEST_CASE("requests that were in flight and fail as well do not put the next probe off") {
  auto gate = opened_by(errc::connect_failed);
  for (int i = 0; i < 20; ++i) {
    CHECK(gate.on_outcome(builds_of(0), errc::connect_failed, true, start + 900ms, 0) ==
          change::none);
  }
  CHECK(gate.retry_at() == start + 1s);
}

TEST_CASE("a probe that fails on this side is followed by another") {
  auto gate = opened_by(errc::connect_failed);
  CHECK(after_probe(gate, errc::store_failed, start) == start + 2s);
  CHECK(gate.open());
  CHECK_FALSE(gate.probing());
}

TEST_CASE("a refused key is tried again after minutes, or at once when it changes") {
  const auto why = GENERATE(errc::unauthorized, errc::no_credentials);
  auto gate = opened_by(why);
  CHECK(gate.awaits_key());
  CHECK(gate.retry_at() == start + 30s);
  CHECK(after_probe(gate, why, start) == start + 60s);
  CHECK(after_probe(gate, why, start, 0.9999) == start + 15s);
  for (int i = 0; i < 50; ++i) after_probe(gate, why, start);
  CHECK(gate.retry_at() == start + 5min);
  gate.retry_now(start + 1s);
  CHECK(gate.retry_at() == start + 1s);
}

TEST_CASE("a cluster that is back but refuses the key waits for the key from then on") {
  auto gate = opened_by(errc::connect_failed);
  CHECK_FALSE(gate.awaits_key());
  for (int i = 0; i < 10; ++i) after_probe(gate, errc::timeout, start);
  CHECK(after_probe(gate, errc::unauthorized, start) == start + 30s);
  CHECK(gate.awaits_key());
  CHECK(after_probe(gate, errc::timeout, start) == start + 1s);
  CHECK_FALSE(gate.awaits_key());
}

TEST_CASE("targets that are polled no more are not waited for") {
  auto gate = of(2);
  for (std::size_t target = 5; target < 10; ++target) gate.remove(target);
  fail(gate, errors_of(0));
  fail(gate, builds_of(0));
  CHECK(fail(gate, errors_of(1)) == change::none);
  CHECK(fail(gate, versions_of(0)) == change::opened);
}

TEST_CASE("100,000 targets that fail while others are answered cost no more each than three") {
  auto gate = of(20'000);
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < 20'000; ++i) {
      fail(gate, errors_of(i), errc::server_error);
      answer(gate, builds_of(i));
    }
  }
  CHECK_FALSE(gate.open());
  for (std::size_t i = 0; i < 20'000; ++i) answer(gate, errors_of(i));
  fail(gate, errors_of(0));
  fail(gate, errors_of(1));
  CHECK(fail(gate, builds_of(2)) == change::opened);
}

TEST_CASE("what was retired or broken counts no longer, and what comes back does again") {
  auto gate = of(3);
  gate.remove(errors_of(2));
  gate.remove(builds_of(2));
  gate.remove(versions_of(2));
  gate.add(errors_of(1), 5, collection::errors);  // known already
  fail(gate, errors_of(0));
  fail(gate, errors_of(1));
  CHECK(fail(gate, builds_of(1)) == change::opened);
}
