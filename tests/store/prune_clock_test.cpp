#include "store/prune_clock.hpp"

#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

constexpr std::int64_t day = 24LL * 3600 * 1000;
constexpr std::int64_t today = 20'000 * day;
constexpr std::int64_t years = 20 * 365 * day;
const prune_clock polled{"prod", today};
const prune_clock unpolled{"prod", std::nullopt};

std::string shown(const prune_time& time) {
  static const char* doubts[] = {"", " untold", " stale", " machine behind"};
  const auto now = time.now ? std::to_string((*time.now - today) / day) : std::string("never");
  return now + doubts[static_cast<int>(time.doubt)];
}

/// The clocks of a store, as "CLUSTER ms".
strings clocks_of(scratch_store& s) {
  strings found;
  for (const auto& one : prune_clocks(s.handle())) {
    found.push_back(one.cluster + " " + (one.told_at ? std::to_string(*one.told_at) : "-"));
  }
  return found;
}

errors_batch told_at(std::int64_t id, std::int64_t at) {
  auto batch = errors_at(id, at, {});
  batch.poll.told = true;
  return batch;
}

}  // namespace

TEST_CASE("rows age up to the newest poll, and never beyond") {
  CHECK(shown(prune_time_of(polled, today)) == "0");
  CHECK(shown(prune_time_of(polled, today + day)) == "0");
  CHECK(shown(prune_time_of(polled, today + day, today + day)) == "0");
}

TEST_CASE("a machine 20 years ahead deletes nothing more, and nothing at all without a poll") {
  CHECK(shown(prune_time_of(polled, today + years)) == "0 stale");
  CHECK(shown(prune_time_of(polled, today, today + years)) == "0");
  CHECK(shown(prune_time_of(polled, std::nullopt, today + years)) == "never untold");
  CHECK(shown(prune_time_of(unpolled, today + years)) == "never untold");
  CHECK(shown(prune_time_of(unpolled, today, today + years)) == "never stale");
}

TEST_CASE("a cluster that tells of years to come deletes nothing before a poll of it is stored") {
  CHECK(shown(prune_time_of(polled, today + years, today)) == "never stale");
}

TEST_CASE("a cluster that is ahead deletes nothing that is young by this machine's clock") {
  const prune_clock ahead{"prod", today + years};
  CHECK(shown(prune_time_of(ahead, today)) == "0 machine behind");
  CHECK(shown(prune_time_of(ahead, today + years, today)) == "0 machine behind");
}

TEST_CASE("after three weeks without the daemon rows age again once a poll is stored") {
  const auto now = today + 21 * day;
  CHECK(shown(prune_time_of(polled, now, now)) == "never stale");
  CHECK(shown(prune_time_of({"prod", now}, now, now)) == "21");
}

TEST_CASE("the newest poll counts for which the cluster told the time, by its clock") {
  scratch_store s;
  const auto prod = watch_fraud(s);
  s->watch("test", named("acme", "fraud"), 1);
  s->append(errors_at(prod, today + years, {}));
  CHECK(clocks_of(s) == strings{"prod -", "test -"});
  s->append(told_at(prod, 100'000));
  s->append(failure_at(prod, today + years, collection::errors, errc::timeout));
  s->append(errors_at(prod, today + years, {}));
  CHECK(clocks_of(s) == strings{"prod 100000", "test -"});
  s->append(told_at(prod, 300'000));
  CHECK(clocks_of(s) == strings{"prod 300000", "test -"});
  s->append(told_at(prod, 200'000));  // its clock was set back
  CHECK(clocks_of(s) == strings{"prod 200000", "test -"});
}

TEST_CASE("an algorithm's row has the time of its first answer, and keeps it") {
  scratch_store s;
  const auto id = s->watch("prod", named("acme", "fraud"), today + years).algorithm_id;
  s->append(told_at(id, today));
  s->append(told_at(id, today + day));
  CHECK(s.row("SELECT first_seen_at FROM algorithms") == std::to_string(today));
}

TEST_CASE("any collection of a cluster tells the time of all of it") {
  scratch_store s;
  const auto id = watch_fraud(s);
  auto page = builds_at(id, 100'000, {});
  page.poll.told = true;
  s->append(page);
  CHECK(clocks_of(s) == strings{"prod 100000"});
  s->append_unchanged({id, "/v1/x", 500'000, 500'000, true}, collection::algorithm, 1);
  CHECK(clocks_of(s) == strings{"prod 500000"});
}
