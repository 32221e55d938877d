#include "api/window.hpp"

#include <limits>

#include "catch.hpp"

using namespace algolog;
using gaps = std::vector<gap>;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t noon = 1'700'000'000'000;

error_record made(const std::string& request_id, std::optional<std::int64_t> at) {
  error_record record;
  record.request_id = request_id;
  record.created_at = at;
  return record;
}

error_window showing(std::size_t executions, std::int64_t oldest, std::int64_t newest) {
  error_window shown;
  shown.executions = executions;
  shown.oldest = oldest;
  shown.newest = newest;
  return shown;
}

/// Polled at noon: ten executions of the hour before.
window_memory at_noon() {
  window_memory memory;
  memory.at = noon;
  memory.shown = showing(10, noon - hour, noon - minute);
  return memory;
}

window_memory quiet_at_noon() {
  window_memory memory;
  memory.at = noon;
  return memory;
}

window_sighting sighting(std::int64_t at, const error_window& shown, std::size_t shared = 0) {
  window_sighting now;
  now.at = at;
  now.shown = shown;
  now.shared = shared;
  return now;
}

constexpr auto overflow = gap_reason::window_overflow;

}  // namespace

TEST_CASE("the first window is no gap, however full") {
  const auto verdict = judge(std::nullopt, sighting(noon, showing(200, noon - hour, noon)));
  CHECK(verdict.gaps.empty());
  CHECK(verdict.next.at == noon);
  CHECK(verdict.next.shown.executions == 200);
}

TEST_CASE("a full window that shares an execution with the one before is no gap") {
  const auto now = sighting(noon + minute, showing(200, noon - minute, noon + minute), 1);
  CHECK(judge(at_noon(), now).gaps.empty());
}

TEST_CASE("a full window that shares nothing is a gap from the newest stored to the oldest shown") {
  const auto now =
      sighting(noon + 10 * minute, showing(200, noon + 5 * minute, noon + 10 * minute));
  CHECK(judge(at_noon(), now).gaps == gaps{{noon - minute, noon + 5 * minute, overflow}});
}

TEST_CASE("after an empty window a full one is a gap from before the last poll on") {
  const auto now =
      sighting(noon + 10 * minute, showing(200, noon + 5 * minute, noon + 10 * minute));
  const auto verdict = judge(quiet_at_noon(), now);
  REQUIRE(verdict.gaps.size() == 1);
  CHECK(verdict.gaps[0].from <= noon);
  CHECK(verdict.gaps[0].from >= noon - 2 * minute);
  CHECK(verdict.gaps[0].to == noon + 5 * minute);
}

TEST_CASE("a few new executions after a quiet week are no gap") {
  auto before = at_noon();
  before.shown = showing(3, noon - 7 * day, noon - 7 * day + minute);
  const auto verdict =
      judge(before, sighting(noon + hour, showing(5, noon + minute, noon + 2 * minute)));
  CHECK(verdict.gaps.empty());
  CHECK(verdict.limit == documented_executions);
}

TEST_CASE("young executions that all made room are a gap, whatever the cluster's limit") {
  const auto now = sighting(noon + 10 * minute, showing(25, noon + 9 * minute, noon + 10 * minute));
  const auto verdict = judge(at_noon(), now);
  CHECK(verdict.gaps == gaps{{noon - minute, noon + 9 * minute, overflow}});
  CHECK(verdict.limit == 25);
}

TEST_CASE("the limit of a cluster is learned when young executions make room") {
  auto now = sighting(noon + minute, showing(10, noon - 30 * minute, noon + minute), 5);
  CHECK(judge(at_noon(), now).limit == 10);
  now.limit = 10;
  now.shown.executions = 300;  // and corrected when it shows more
  CHECK(judge(at_noon(), now).limit == 300);
}

TEST_CASE("executions that leave because of their age teach no limit") {
  auto before = at_noon();
  before.shown = showing(10, noon - 7 * day + minute, noon - minute);
  const auto now = sighting(noon + 2 * minute, showing(9, noon - 6 * day, noon + minute), 8);
  CHECK(judge(before, now).limit == documented_executions);
}

TEST_CASE("a window without news teaches no limit") {
  const auto now = sighting(noon + 6 * day, showing(9, noon - 50 * minute, noon - minute), 9);
  CHECK(judge(at_noon(), now).limit == documented_executions);
}

TEST_CASE("a burst that met an empty window is a gap once the limit turns out to be its size") {
  auto verdict =
      judge(quiet_at_noon(), sighting(noon + minute, showing(20, noon + 30'000, noon + minute)));
  CHECK(verdict.gaps.empty());
  const auto next = sighting(noon + 2 * minute, showing(20, noon + 31'000, noon + 2 * minute), 19);
  verdict = judge(verdict.next, next);
  REQUIRE(verdict.gaps.size() == 1);
  CHECK(verdict.gaps[0].from <= noon);
  CHECK(verdict.gaps[0].to == noon + 30'000);
  CHECK(judge(verdict.next, next).gaps.empty());
}

TEST_CASE("a burst that met an empty window is no gap once the window shows more") {
  auto verdict =
      judge(quiet_at_noon(), sighting(noon + minute, showing(20, noon + 30'000, noon + minute)));
  verdict = judge(verdict.next,
                  sighting(noon + 2 * minute, showing(21, noon + 30'000, noon + 2 * minute), 20));
  CHECK(verdict.gaps.empty());
  CHECK_FALSE(verdict.next.unsure);
}

TEST_CASE("eight days without a poll are a gap up to what the window still reaches") {
  const auto verdict = judge(at_noon(), sighting(noon + 8 * day, showing(0, 0, 0)));
  REQUIRE(verdict.gaps.size() == 1);
  CHECK(verdict.gaps[0].reason == gap_reason::outage);
  CHECK(verdict.gaps[0].from <= noon - minute);
  CHECK(verdict.gaps[0].to >= noon + day);
  CHECK(verdict.gaps[0].to <= noon + day + 2 * minute);
}

TEST_CASE("eight days without a poll and a full window are a gap up to the oldest shown") {
  const auto now = sighting(noon + 8 * day, showing(200, noon + 7 * day, noon + 8 * day));
  const auto verdict = judge(at_noon(), now);
  REQUIRE(verdict.gaps.size() == 1);
  CHECK(verdict.gaps[0].reason == gap_reason::outage);
  CHECK(verdict.gaps[0].to == noon + 7 * day);
}

TEST_CASE("six days without a poll and a window that is not full are no gap") {
  auto now = sighting(noon + 6 * day, showing(12, noon - hour, noon + 5 * day), 10);
  CHECK(judge(at_noon(), now).gaps.empty());
}

TEST_CASE("an execution that is still there after a long time tells that none was lost") {
  const auto now = sighting(noon + 100 * day, showing(12, noon - hour, noon), 10);
  CHECK(judge(at_noon(), now).gaps.empty());
}

TEST_CASE("a cluster's clock that went back is no gap") {
  CHECK(judge(at_noon(), sighting(noon - 400 * day, showing(10, noon - hour, noon - minute), 10))
            .gaps.empty());
  CHECK(judge(quiet_at_noon(), sighting(noon - 400 * day, showing(0, 0, 0))).gaps.empty());
}

TEST_CASE("an answer that is empty by mistake does not make the records of before forgotten") {
  error_window empty;
  auto verdict = judge(at_noon(), sighting(noon + minute, empty));
  CHECK(verdict.gaps.empty());
  verdict = judge(verdict.next,
                  sighting(noon + 2 * minute, showing(200, noon + 90'000, noon + 2 * minute)));
  CHECK(verdict.gaps == gaps{{noon - minute, noon + 90'000, overflow}});
}

TEST_CASE("a refused record that the next window brings whole is no gap") {
  auto now = sighting(noon + minute, showing(10, noon - hour, noon), 10);
  now.shown.refused = 1;
  now.newly_refused = 1;
  auto verdict = judge(at_noon(), now);
  CHECK(verdict.gaps.empty());
  verdict =
      judge(verdict.next, sighting(noon + 2 * minute, showing(11, noon - hour, noon + minute), 10));
  CHECK(verdict.gaps.empty());
  CHECK_FALSE(verdict.next.unread);
}

TEST_CASE("a refused record that left the window is a gap around the time it came") {
  auto now = sighting(noon + minute, showing(199, noon - hour, noon), 10);
  now.shown.refused = 1;
  now.newly_refused = 1;
  auto verdict = judge(at_noon(), now);
  CHECK(verdict.gaps.empty());
  const auto later = showing(200, noon + 30 * minute, noon + hour);
  verdict = judge(verdict.next, sighting(noon + hour, later, 1));
  REQUIRE(verdict.gaps.size() == 1);
  CHECK(verdict.gaps[0].from == noon - minute);
  CHECK(verdict.gaps[0].to >= noon + minute);
  CHECK(verdict.gaps[0].to <= noon + 3 * minute);
}

TEST_CASE("a record that is refused again and again is no gap as long as it is shown") {
  auto now = sighting(noon + minute, showing(10, noon - hour, noon), 10);
  now.shown.refused = 1;
  now.newly_refused = 1;
  auto verdict = judge(at_noon(), now);
  for (int poll = 2; poll < 50; ++poll) {
    now.at = noon + poll * minute;
    now.newly_refused = 0;
    verdict = judge(verdict.next, now);
    CHECK(verdict.gaps.empty());
  }
}

TEST_CASE("records that turn up late widen the gaps that follow") {
  auto now = sighting(noon + minute, showing(11, noon - hour, noon), 10);
  now.latest_by = 20 * minute;
  auto verdict = judge(at_noon(), now);
  CHECK(verdict.next.lateness == 20 * minute);
  const auto full = showing(200, noon + 30 * minute, noon + hour);
  verdict = judge(verdict.next, sighting(noon + hour, full));
  CHECK(verdict.gaps == gaps{{noon - 19 * minute, noon + 30 * minute, overflow}});
}

TEST_CASE("executions that take long widen a gap by as long") {
  auto full = showing(200, noon + 5 * minute, noon + 10 * minute);
  full.longest = 7'000;
  CHECK(judge(at_noon(), sighting(noon + 10 * minute, full)).gaps ==
        gaps{{noon - minute, noon + 5 * minute + 7'000, overflow}});
}

TEST_CASE("times that contradict each other make the gap wider, never empty") {
  const auto full = showing(200, noon - 3 * hour, noon - 2 * hour);
  const auto verdict = judge(at_noon(), sighting(noon + hour, full));
  REQUIRE(verdict.gaps.size() == 1);
  CHECK(verdict.gaps[0].from <= noon - 3 * hour);
  CHECK(verdict.gaps[0].to >= noon + hour);
}

TEST_CASE("a window counts executions, not records") {
  const auto shown =
      window_of({made("req-1", noon), made("req-1", noon + 500), made("req-2", noon)}, 3);
  CHECK(shown.executions == 2);
  CHECK(shown.refused == 3);
  CHECK(shown.oldest == noon);
  CHECK(shown.newest == noon + 500);
  CHECK(shown.longest == 500);
}

TEST_CASE("absurd times of single records do not bend the window") {
  const auto absurd = GENERATE(std::int64_t{0}, std::int64_t{-1}, std::int64_t{1},
                               std::numeric_limits<std::int64_t>::min(),
                               std::numeric_limits<std::int64_t>::max(), noon + 400 * day);
  const auto shown = window_of({made("req-1", noon), made("req-2", absurd),
                                made("req-3", std::nullopt), made("req-4", noon + minute)},
                               0);
  CHECK(shown.executions == 4);
  CHECK(shown.oldest == noon);
  CHECK(shown.newest == noon + minute);
}

TEST_CASE("a window of absurd times alone has none that is worth more than the clock") {
  const auto shown = window_of({made("req-1", std::numeric_limits<std::int64_t>::max())}, 0);
  CHECK(shown.executions == 1);
  CHECK_FALSE(shown.oldest);
}
