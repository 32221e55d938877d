#include "catch.hpp"
#include "scratch_store.hpp"
#include "snapshot.hpp"
#include "status/attention.hpp"
#include "status/status_table.hpp"
#include "status/stored_status.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

/// A database whose one errors route overflowed with every hourly poll from `begin` to `end`.
struct losing_for_days {
  scratch_store s;
  std::int64_t id = watch_fraud(s);

  losing_for_days(std::int64_t begin, std::int64_t end) {
    for (auto at = begin; at <= end; at += an_hour) {
      std::vector<error_record> records;
      for (int i = 0; i < 200; ++i)
        records.push_back(
            an_error(std::to_string(at) + "-" + std::to_string(i), at - 2 * a_minute));
      s->append(errors_at(id, at, std::move(records)));
    }
  }
  status read(std::int64_t now) {
    auto reader = open_read_only(s.file());
    return read_stored_status(reader, now);
  }
};

}  // namespace

TEST_CASE("loss that goes on for three days is loss seconds after it was last found") {
  losing_for_days route(taken - 3 * a_day, taken);
  const auto seen = route.read(taken + 5 * a_second);
  CHECK(seen.gaps == 1);
  CHECK(seen.gaps_today == 1);
  const auto judged = judge(seen, seen.at);
  CHECK_THAT(judged.sentence, StartsWith("1 target may be losing errors"));
  CHECK(judged.how == verdict::level::bad);
  REQUIRE(judged.wants.size() == 1);
  CHECK(judged.wants[0].what == attention::kind::losing);
  CHECK(judged.wants[0].since == taken);
  CHECK(judged.wants[0].detail ==
        "those made from 2026-11-19 07:57:00 to 2026-11-22 07:59:00 UTC (72h 2m); found 72 times,"
        " first 2026-11-19 09:00:00 UTC, last 2026-11-22 08:00:00 UTC");
  REQUIRE(seen.targets.size() == 1);
  CHECK(seen.targets[0].gaps == 1);
  CHECK(seen.targets[0].gap_findings == 72);
  CHECK_THAT(draw_status(seen, judged, {}),
             ContainsSubstring("gaps        1 ever, 1 found within 24 h\n") &&
                 ContainsSubstring("2 days ago  errors may be missing, last found 5 s ago\n"));
}

TEST_CASE("loss is over a day after it was last found, however long it went on") {
  losing_for_days route(taken - 3 * a_day, taken);
  auto seen = route.read(taken + a_day - 1);
  CHECK(seen.gaps_today == 1);
  CHECK(lost_today(seen.targets.at(0), seen.at));
  seen = route.read(taken + a_day);
  CHECK(seen.gaps_today == 0);
  CHECK_FALSE(lost_today(seen.targets.at(0), seen.at));
}

TEST_CASE("a gap found once tells its span and when, and an older one is not the last") {
  scratch_store s;
  const auto id = watch_fraud(s);
  s->append(errors_at(id, taken, {}));
  s.handle().exec(
      "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason, widened_at, findings)"
      " VALUES (1, 1000, 2000, 3000, 'outage', 9000, 5),"
      " (1, 500000, 560000, 600000, 'window_overflow', NULL, 1),"
      " (1, 4000, 5000, 6000, 'outage', 7000, 2)");
  auto reader = open_read_only(s.file());
  const auto target = read_stored_status(reader, taken).targets.at(0);
  CHECK(target.gaps == 3);
  CHECK(target.gap_findings == 8);
  CHECK(target.last_gap_at == 600'000);
  CHECK(describe_last_gap(target) ==
        "those made from 1970-01-01 00:08:20 to 1970-01-01 00:09:20 UTC (1m 0s);"
        " found 1970-01-01 00:10:00 UTC");
}

TEST_CASE("a route that fails for longer than its window reaches back is losing errors") {
  auto one = failing(a_target("prod", "acme/x"), taken - 8 * a_day, "HTTP 403: no");
  one.succeeded_at = taken - 7 * a_day;
  auto well = a_target("prod", "acme/y");
  CHECK(judge(a_status({one, well}), taken).sentence == "1 of 2 targets is failing");
  one.succeeded_at = taken - 7 * a_day - 1;
  const auto v = judge(a_status({one, well}), taken);
  CHECK(v.sentence == "1 target may be losing errors; 1 of 2 targets is failing");
  CHECK(v.how == verdict::level::bad);
  REQUIRE(v.wants.size() == 2);
  CHECK(v.wants[0].what == attention::kind::losing);
  CHECK(v.wants[0].since == taken - 1);
  CHECK(v.wants[1].what == attention::kind::failing);
}

TEST_CASE("only an errors route that is polled and has been read forgets errors") {
  auto one = failing(a_target("prod", "acme/x"), taken - 9 * a_day, "no");
  one.succeeded_at = taken - 9 * a_day;
  CHECK(may_lose(one, taken));
  auto other = one;
  other.what = collection::builds;
  CHECK_FALSE(may_lose(other, taken));
  other = one;
  other.succeeded_at.reset();  // what it shows at first is no loss
  CHECK_FALSE(may_lose(other, taken));
  other = one;
  other.interval_ms.reset();  // the database does not tell whether it is still configured
  CHECK_FALSE(may_lose(other, taken));
}

TEST_CASE("a full window is not called lost errors because of a gap of long ago") {
  auto one = a_target("prod", "acme/x");
  one.window_fill = 0.9;
  one.gaps = 1;
  one.last_gap_at = taken - 90 * a_day;
  const auto of = a_status({one});
  const auto text = draw_status(of, judge(of, of.at), {});
  CHECK_THAT(text, ContainsSubstring("-      the window is nearly all new\n") &&
                       !ContainsSubstring("errors may be missing"));
}
