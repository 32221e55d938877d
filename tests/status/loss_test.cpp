#include "catch.hpp"
#include "status/snapshot.hpp"
#include "status/status_table.hpp"
#include "status/stored_status.hpp"
#include "store/scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

/// A database whose one errors route overflowed with every hourly poll from `begin` to `end`.
struct losing_for_days {
  scratch_store s;
  std::int64_t id = s->watch("prod", named("acme", "fraud"), 1).algorithm_id;

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
}

TEST_CASE("loss is over a day after it was last found, however long it went on") {
  losing_for_days route(taken - 3 * a_day, taken);
  CHECK(route.read(taken + a_day - 1).gaps_today == 1);
  const auto seen = route.read(taken + a_day);
  CHECK(seen.gaps_today == 0);
  CHECK(judge(seen, seen.at).wants.empty());
}
