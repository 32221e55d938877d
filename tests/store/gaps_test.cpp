#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t day = 24 * 60 * minute;
constexpr std::int64_t noon = 1'700'000'000'000;

/// `count` executions, a second apart, the last one made at `newest`.
std::vector<error_record> executions(const std::string& prefix, int count, std::int64_t newest) {
  std::vector<error_record> records;
  for (int i = 0; i < count; ++i) {
    records.push_back(an_error(prefix + std::to_string(i), newest - 1000 * (count - 1 - i)));
  }
  return records;
}

struct polled_route {
  scratch_store s;
  std::int64_t id = s->watch("prod", named("acme", "fraud"), 1).algorithm_id;

  append_result poll(std::int64_t at, std::vector<error_record> records) {
    return s->append(errors_at(id, at, std::move(records)));
  }
  void poll_unchanged(std::int64_t at) {
    s->append_unchanged({id, "/v1/x", at, at}, collection::errors, 0);
  }
  /// from, to, detected (from noon, in seconds) and reason.
  strings gaps() {
    const std::string noon_text = std::to_string(noon);
    return s.rows("SELECT (from_at - " + noon_text + ") / 1000.0, (to_at - " + noon_text +
                  ") / 1000.0, (detected_at - " + noon_text +
                  ") / 1000.0, reason FROM gaps ORDER BY gap_id");
  }
};

}  // namespace

TEST_CASE(
    "a window that shares nothing with what is stored leaves a gap, in the same transaction") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon - 10'000));
  const auto result = route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  CHECK(result.window.gaps.size() == 1);
  CHECK(route.gaps() == strings{"-10.0|401.0|600.0|window_overflow"});
}

TEST_CASE("a full window that goes on where the last one ended leaves no gap") {
  polled_route route;
  route.poll(noon, executions("a", 200, noon));
  auto next = executions("b", 199, noon + 10 * minute);
  next.push_back(an_error("a199", noon));
  CHECK(route.poll(noon + 10 * minute, next).window.gaps.empty());
  CHECK(route.gaps().empty());
}

TEST_CASE("the first window leaves no gap, even when failed polls came before it") {
  polled_route route;
  route.s->append(failure_at(route.id, noon - 9 * day, collection::errors, errc::timeout));
  route.poll(noon, executions("a", 200, noon));
  CHECK(route.gaps().empty());
}

TEST_CASE("a gap is found after a restart as well") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon));
  route.s.reopen();
  route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  CHECK(route.gaps() == strings{"0.0|401.0|600.0|window_overflow"});
}

TEST_CASE("a poll rolled back leaves neither a gap nor the memory of its window") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon));
  route.s.handle().exec("BEGIN");
  route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  route.s.handle().exec("ROLLBACK");
  CHECK(route.gaps().empty());
  route.poll(noon + 20 * minute, executions("b", 200, noon + 10 * minute));
  CHECK(route.gaps() == strings{"0.0|401.0|1200.0|window_overflow"});
}

TEST_CASE("eight days without a successful poll leave a gap, however often it was tried") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon));
  for (int i = 1; i < 8; ++i) {
    route.s->append(failure_at(route.id, noon + i * day, collection::errors, errc::timeout));
  }
  route.poll(noon + 8 * day, {});
  CHECK(route.gaps() == strings{"-60.0|86460.0|691200.0|outage"});
}

TEST_CASE("a route that was empty and is empty eight days later leaves a gap") {
  polled_route route;
  route.poll(noon, {});
  route.poll_unchanged(noon + minute);
  route.poll_unchanged(noon + 8 * day);
  CHECK(route.gaps() == strings{"0.0|86460.0|691200.0|outage"});
}

TEST_CASE("an error that bubbled up is an execution of both routes") {
  polled_route route;
  const auto caller = route.s->watch("prod", named("acme", "caller"), 1).algorithm_id;
  // All the caller shows was stored by the other route before.
  for (int poll = 0; poll < 3; ++poll) {
    const auto at = noon + poll * 10 * minute;
    const auto window = executions("x" + std::to_string(poll) + "-", 200, at);
    route.poll(at, window);
    auto batch = errors_at(caller, at, window);
    const auto result = route.s->append(batch);
    CHECK(result.added == 0);
    CHECK(result.window.fresh == 200);
  }
  CHECK(route.s.rows("SELECT algorithm_id, count(*) FROM gaps GROUP BY algorithm_id") ==
        strings{std::to_string(route.id) + "|2", std::to_string(caller) + "|2"});
}

TEST_CASE("a route that shows what it showed before has no gap, although another stored it") {
  polled_route route;
  const auto caller = route.s->watch("prod", named("acme", "caller"), 1).algorithm_id;
  const auto window = executions("x", 200, noon);
  route.poll(noon, window);
  route.s->append(errors_at(caller, noon, window));
  const auto again = route.s->append(errors_at(caller, noon + minute, window));
  CHECK(again.window.fresh == 0);
  CHECK(route.gaps().empty());
}

TEST_CASE("the limit of a cluster is learned once for all its routes") {
  polled_route route;
  const auto other = route.s->watch("prod", named("acme", "other"), 1).algorithm_id;
  route.poll(noon, executions("a", 20, noon));
  auto next = executions("b", 5, noon + minute);
  const auto rest = executions("a", 20, noon);
  next.insert(next.end(), rest.begin() + 5, rest.end());
  CHECK(route.poll(noon + minute, next).window.limit == 20);

  route.s->append(errors_at(other, noon, {}));
  const auto burst = executions("c", 20, noon + minute);
  CHECK(route.s->append(errors_at(other, noon + minute, burst)).window.gaps.size() == 1);
}

TEST_CASE("gaps that touch are one") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon));
  route.poll(noon + minute, executions("b", 1, noon + minute));
  route.poll(noon + 2 * minute, executions("c", 1, noon + 2 * minute));
  CHECK(route.gaps() == strings{"0.0|120.0|60.0|window_overflow"});
}

TEST_CASE("a refused record that the cluster forgot before it was understood leaves a gap") {
  polled_route route;
  route.poll(noon, executions("a", 3, noon - minute));
  auto batch = errors_at(route.id, noon + minute, executions("a", 3, noon - minute));
  batch.refused = {{"request_id: absent or empty", "{}"}};
  route.s->append(batch);
  CHECK(route.gaps().empty());
  auto next = executions("b", 199, noon + 30 * minute);
  next.push_back(an_error("a2", noon - minute));
  route.poll(noon + 30 * minute, next);
  CHECK(route.gaps().empty());  // it reaches back to before the refused one
  route.poll(noon + 60 * minute, executions("b", 199, noon + 30 * minute));
  CHECK(route.gaps().empty());
}

TEST_CASE("two names that turn out to be one algorithm keep their gaps and lose no window") {
  polled_route route;
  const auto uuid = route.s->watch("prod", with_uuid("u-1"), 1).algorithm_id;
  const auto window = executions("a", 5, noon);
  route.poll(noon, window);
  route.s->append(errors_at(uuid, noon, window));
  route.s->identify(uuid, named("acme", "fraud"), noon);
  CHECK(route.s.rows("SELECT algorithm_id FROM windows") == strings{std::to_string(route.id)});
  CHECK(route.s.rows("SELECT count(*) FROM error_sightings") == strings{"0"});
  route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  CHECK(route.gaps() == strings{"0.0|401.0|600.0|window_overflow"});
}

TEST_CASE("coverage is what was watched, less the gaps") {
  polled_route route;
  const auto coverage = [&] {
    return route.s.rows(
        "SELECT collection, (strftime('%s', from_at) - 1700000000) || ' ' ||"
        " (strftime('%s', to_at) - 1700000000), coalesce(ended_by, 'now')"
        " FROM coverage ORDER BY collection, from_at");
  };
  CHECK(coverage().empty());
  route.poll(noon, executions("a", 5, noon));
  route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  route.s->append(failure_at(route.id, noon + 11 * minute, collection::errors, errc::timeout));
  route.s.reopen();
  route.poll_unchanged(noon + 30 * minute);
  route.s->append(builds_at(route.id, noon, {}));
  route.poll(noon + 9 * day, {});
  CHECK(coverage() == strings{"builds|0 0|now", "errors|0 0|window_overflow",
                              "errors|401 1740|outage", "errors|172860 777600|now"});
}

TEST_CASE("a clock that was wrong for a while, as an earlier version stored it, is no coverage") {
  polled_route route;
  route.poll(noon, {});
  route.s.handle().exec("INSERT INTO polls SELECT 2, algorithm_id, collection, outcome,"
                        " 2 * first_at, 2 * last_at, 1, 0, 0, NULL FROM polls");
  route.poll(noon + minute, {});
  CHECK(route.s.row("SELECT seconds FROM coverage") == "60.0");
  CHECK(route.s.rows("SELECT polls FROM polls") == strings{"1", "1", "1"});
}

TEST_CASE("a database of the first schema learns what its routes showed") {
  polled_route route;
  route.poll(noon, executions("a", 5, noon));
  route.s.handle().exec(
      "DROP VIEW coverage; DROP TABLE windows; DROP TABLE window_limits;"
      " DROP TABLE error_sightings; DROP TABLE samples; DROP INDEX errors_by_observation;"
      " DROP INDEX polls_by_target;"
      " PRAGMA user_version = 1");
  route.s.reopen();
  route.poll(noon + 10 * minute, executions("b", 200, noon + 10 * minute));
  CHECK(route.gaps() == strings{"0.0|401.0|600.0|window_overflow"});
}
