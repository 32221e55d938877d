#include "catch.hpp"
#include "store/gap_rows.hpp"
#include "store/query.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t noon = 1'700'000'000'000;

/// Routes whose windows are new from one poll to the next, and a moment wide: all in between is
/// lost.
struct losing_routes : watched_store {
  int polls = 0;

  void poll(std::int64_t algorithm_id, std::int64_t at, std::vector<refused_record> refused = {}) {
    std::vector<error_record> records;
    const auto prefix = "p" + std::to_string(polls++) + "-";
    for (int i = 0; i < 200; ++i)
      records.push_back(an_error(prefix + std::to_string(i), at - 2 * minute));
    auto batch = errors_at(algorithm_id, at, std::move(records));
    batch.refused = std::move(refused);
    s->append(batch);
  }
  /// From, to, detected, widened (in minutes from noon), findings.
  strings gaps() {
    const auto minutes = [](const std::string& column) {
      return "(" + column + " - " + std::to_string(noon) + ") / 60000";
    };
    return s.rows("SELECT " + minutes("from_at") + ", " + minutes("to_at") + ", " +
                  minutes("detected_at") + ", " + minutes("widened_at") +
                  ", findings FROM gaps ORDER BY gap_id");
  }
};

}  // namespace

TEST_CASE("a gap that goes on tells since when, when it was last found, and how often") {
  losing_routes route;
  route.poll(route.id, noon);
  route.poll(route.id, noon + hour);
  CHECK(route.gaps() == strings{"-3|59|60|NULL|1"});
  for (int i = 2; i <= 72; ++i) route.poll(route.id, noon + i * hour);
  CHECK(route.gaps() == strings{"-3|4319|60|4320|72"});
  CHECK(route.s.row("SELECT detected_at, widened_at, findings FROM v_gaps") ==
        "2023-11-14T23:13:20.000Z|2023-11-17T22:13:20.000Z|72");
}

TEST_CASE("a gap goes on after a restart") {
  losing_routes route;
  route.poll(route.id, noon);
  route.poll(route.id, noon + hour);
  route.s.reopen();
  route.poll(route.id, noon + 2 * hour);
  CHECK(route.gaps() == strings{"-3|119|60|120|2"});
}

TEST_CASE("what one poll finds in several pieces is one finding") {
  losing_routes route;
  route.poll(route.id, noon);
  route.poll(route.id, noon + hour, {{"request_id: absent or empty", "{}"}});
  // The refused record is gone, and with it what failed in between: two spans that touch.
  route.poll(route.id, noon + 2 * hour);
  CHECK(route.s.row("SELECT count(*), sum(findings), max(widened_at = " +
                    std::to_string(noon + 2 * hour) + ") FROM gaps") == "1|2|1");
}

TEST_CASE("a poll that is rolled back and tried again is one finding") {
  losing_routes route;
  route.poll(route.id, noon);
  route.poll(route.id, noon + hour);
  route.s.handle().exec("BEGIN");
  route.poll(route.id, noon + 2 * hour);
  route.s.handle().exec("ROLLBACK");
  CHECK(route.gaps() == strings{"-3|59|60|NULL|1"});
  route.poll(route.id, noon + 2 * hour);
  CHECK(route.gaps() == strings{"-3|119|60|120|2"});
}

TEST_CASE("the gaps of two names that are one algorithm become one where they touch") {
  losing_routes route;
  const auto uuid = route.s->watch("prod", with_uuid("u-1"), 1).algorithm_id;
  for (int i = 0; i <= 3; ++i) route.poll(route.id, noon + i * hour);
  for (int i = 1; i <= 5; ++i) route.poll(uuid, noon + i * hour + minute);
  route.s.handle().exec(
      "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason)"
      " VALUES (" +
      std::to_string(uuid) + ", 5, 6, 7, 'outage')");
  CHECK(route.gaps().size() == 3);
  route.s->identify(uuid, named("acme", "fraud"), noon + 5 * hour);
  CHECK(route.s.rows("SELECT algorithm_id, reason, findings, (from_at - " + std::to_string(noon) +
                     ") / 60000, (to_at - " + std::to_string(noon) + ") / 60000, (detected_at - " +
                     std::to_string(noon) + ") / 60000, (widened_at - " + std::to_string(noon) +
                     ") / 60000 FROM gaps WHERE from_at > 5") ==
        strings{std::to_string(route.id) + "|window_overflow|7|-3|300|60|301"});
  CHECK(route.s.rows("SELECT algorithm_id, findings, widened_at FROM gaps WHERE from_at = 5") ==
        strings{std::to_string(route.id) + "|1|NULL"});
}

namespace {

/// Gaps stored one by one; times are small numbers.
struct gap_table : losing_routes {
  statement_cache cache{s.handle()};

  void found(std::int64_t at, std::int64_t from, std::int64_t to,
             gap_reason why = gap_reason::window_overflow) {
    store_gap(cache, id, {from, to, why}, at);
  }
  strings all() {
    return s.rows(
        "SELECT from_at, to_at, detected_at, widened_at, findings FROM gaps"
        " ORDER BY from_at");
  }
};

}  // namespace

TEST_CASE("what is lost inside a known gap is a finding, although the gap does not grow") {
  gap_table gaps;
  gaps.found(1000, 100, 900);
  gaps.found(2000, 200, 800);
  CHECK(gaps.all() == strings{"100|900|1000|2000|2"});
}

TEST_CASE("the same poll seen again is no finding") {
  gap_table gaps;
  gaps.found(1000, 100, 900);
  gaps.found(1000, 100, 900);
  CHECK(gaps.all() == strings{"100|900|1000|NULL|1"});
  gaps.found(2000, 100, 950);
  gaps.found(2000, 940, 960);
  CHECK(gaps.all() == strings{"100|960|1000|2000|2"});
}

TEST_CASE("gaps that a later one bridges are one, found as often as all of them") {
  gap_table gaps;
  gaps.found(1000, 100, 200);
  gaps.found(2000, 300, 400);
  gaps.found(3000, 500, 600);
  gaps.found(4000, 700, 800);
  CHECK(gaps.all().size() == 4);
  gaps.found(5000, 350, 500);
  CHECK(gaps.all() == strings{"100|200|1000|NULL|1", "300|600|2000|5000|3", "700|800|4000|NULL|1"});
}

TEST_CASE("an overflow and an outage that touch stay two gaps") {
  gap_table gaps;
  gaps.found(1000, 100, 200);
  gaps.found(2000, 150, 250, gap_reason::outage);
  CHECK(gaps.all() == strings{"100|200|1000|NULL|1", "150|250|2000|NULL|1"});
}

TEST_CASE("a gap found by a clock that was ahead is set right when it goes on") {
  gap_table gaps;
  gaps.found(900'000, 100, 200);
  gaps.found(2000, 200, 300);
  CHECK(gaps.all() == strings{"100|300|2000|NULL|2"});
}

TEST_CASE("gaps handed over keep the sum of their findings, whether they touch or not") {
  gap_table gaps;
  const auto other = gaps.s->watch("prod", named("acme", "other"), 1).algorithm_id;
  gaps.found(1000, 100, 200);
  gaps.found(2000, 150, 300);
  gaps.found(3000, 800, 900);
  store_gap(gaps.cache, other, {250, 400, gap_reason::window_overflow}, 2500);
  store_gap(gaps.cache, other, {390, 500, gap_reason::window_overflow}, 2600);
  store_gap(gaps.cache, other, {600, 700, gap_reason::window_overflow}, 2700);
  hand_over_gaps(gaps.cache, gaps.id, other);
  CHECK(gaps.all() == strings{"100|500|1000|2600|4", "600|700|2700|NULL|1", "800|900|3000|NULL|1"});
  CHECK(gaps.s.row("SELECT min(algorithm_id) = max(algorithm_id), sum(findings) FROM gaps") ==
        "1|6");
}
