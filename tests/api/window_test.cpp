#include "api/window.hpp"

#include "catch.hpp"

using namespace algolog;
using gaps = std::vector<gap>;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t noon = 1'700'000'000'000;

error_window showing(std::size_t executions, std::int64_t oldest, std::int64_t newest) {
  error_window shown;
  shown.executions = executions;
  shown.oldest = oldest;
  shown.oldest_end = oldest;
  shown.newest = newest;
  return shown;
}

/// Polled at noon: ten executions of the hour before.
window_memory at_noon() {
  window_memory memory;
  memory.first_at = noon - day;
  memory.asked_at = noon;
  memory.made_from = noon;
  memory.shown = showing(10, noon - hour, noon - minute);
  return memory;
}

window_memory quiet_at_noon() {
  auto memory = at_noon();
  memory.shown = {};
  return memory;
}

/// A window of which `known` executions were there before, the oldest first.
window_sighting sighting(std::int64_t at, const error_window& shown, std::size_t known = 0) {
  window_sighting now;
  now.asked_at = at;
  now.at = at;
  now.view.shown = shown;
  now.view.known = known;
  if (known > 0) now.view.known_end = shown.oldest;
  if (known < shown.executions) now.view.fresh = {{*shown.newest, *shown.newest}};
  return now;
}

window_sighting empty_at(std::int64_t at) { return sighting(at, {}); }

constexpr auto overflow = gap_reason::window_overflow;

}  // namespace

TEST_CASE("the first window is no gap, however full") {
  const auto verdict = judge(std::nullopt, sighting(noon, showing(200, noon - hour, noon)));
  CHECK(verdict.gaps.empty());
  CHECK(verdict.next.first_at == noon);
  CHECK(verdict.next.asked_at == noon);
  CHECK(verdict.next.shown.executions == 200);
}

TEST_CASE("a full window that reaches back to an execution known before is no gap") {
  const auto now = sighting(noon + minute, showing(200, noon - 2 * minute, noon + minute), 1);
  CHECK(judge(at_noon(), now).gaps.empty());
}

TEST_CASE("a known execution made within a minute of the last poll does not prove the rest") {
  // Its worker's clock may be ahead, so that what is newer than it need not be all that is new.
  const auto now = sighting(noon + 10 * minute, showing(200, noon + 20'000, noon + 10 * minute), 1);
  const auto verdict = judge(at_noon(), now);
  CHECK(verdict.gaps == gaps{{noon - 2 * minute, noon + 80'000, overflow}});
}

TEST_CASE("a known execution that has gained a record proves nothing") {
  auto now = sighting(noon + 10 * minute, showing(200, noon - 30 * minute, noon + 10 * minute));
  now.view.fresh = {{noon - 30 * minute, noon + 9 * minute}};
  CHECK(judge(at_noon(), now).gaps.size() == 1);
}

TEST_CASE(
    "a full window that shows nothing known is a gap from the last poll to the oldest shown") {
  const auto now =
      sighting(noon + 10 * minute, showing(200, noon + 5 * minute, noon + 10 * minute));
  CHECK(judge(at_noon(), now).gaps == gaps{{noon - 2 * minute, noon + 6 * minute, overflow}});
}

TEST_CASE("a gap begins no later than the last poll, whatever the newest record's clock said") {
  auto before = at_noon();
  before.shown.newest = noon + hour;
  const auto now =
      sighting(noon + 10 * minute, showing(200, noon + 5 * minute, noon + 10 * minute));
  CHECK(judge(before, now).gaps == gaps{{noon - minute, noon + 6 * minute, overflow}});
}

TEST_CASE("a slow answer counts from when it was asked for") {
  auto before = at_noon();
  before.asked_at = before.made_from = noon - 10 * minute;  // it travelled until noon
  const auto now =
      sighting(noon + 10 * minute, showing(200, noon + 5 * minute, noon + 10 * minute));
  CHECK(judge(before, now).gaps == gaps{{noon - 11 * minute, noon + 6 * minute, overflow}});
}

TEST_CASE("a window that came twice may have been kept by a cache, and proves that much less") {
  // Nothing says that the second one shows more than what had failed when the first was made.
  const auto first = at_noon();
  const auto again = judge(first, sighting(noon + 50 * minute, first.shown, 10));
  CHECK(again.next.asked_at == noon + 50 * minute);
  const auto shown = showing(200, noon + 10 * minute, noon + 51 * minute);
  const auto later = judge(again.next, sighting(noon + 51 * minute, shown, 1));
  CHECK(later.gaps == gaps{{noon - 2 * minute, noon + 11 * minute, overflow}});

  SECTION("for an hour") {
    const auto whole = judge(first, sighting(noon + 3 * hour, first.shown, 10));
    const auto proof = showing(200, noon + hour, noon + 3 * hour);
    CHECK(judge(whole.next, sighting(noon + 3 * hour + minute, proof, 1)).gaps.empty());
  }
}

TEST_CASE("after an empty window a full one is a gap from before the last poll on") {
  const auto now =
      sighting(noon + 10 * minute, showing(200, noon + 5 * minute, noon + 10 * minute));
  const auto verdict = judge(quiet_at_noon(), now);
  CHECK(verdict.gaps == gaps{{noon - minute, noon + 6 * minute, overflow}});
}

TEST_CASE("a few new executions after a quiet week are no gap") {
  auto before = at_noon();
  before.shown = showing(3, noon - 7 * day, noon - 7 * day + minute);
  const auto verdict =
      judge(before, sighting(noon + hour, showing(5, noon + minute, noon + 2 * minute)));
  CHECK(verdict.gaps.empty());
  CHECK_FALSE(verdict.next.limit_seen);
}

TEST_CASE("young executions that all made room are a gap, and teach no limit") {
  // As when the algorithm was deleted and made again.
  const auto now = sighting(noon + 10 * minute, showing(1, noon + 9 * minute, noon + 9 * minute));
  const auto verdict = judge(at_noon(), now);
  CHECK(verdict.gaps == gaps{{noon - 2 * minute, noon + 10 * minute, overflow}});
  CHECK_FALSE(verdict.next.limit_seen);
}

TEST_CASE("the limit of a route is learned when its oldest make room though they are young") {
  auto now = sighting(noon + minute, showing(10, noon - 30 * minute, noon + minute), 5);
  auto verdict = judge(at_noon(), now);
  CHECK(verdict.next.limit_seen == std::size_t{10});
  now.view.shown.executions = 11;  // and forgotten when it shows more
  CHECK_FALSE(judge(verdict.next, now).next.limit_seen);
}

TEST_CASE("executions that leave because of their age teach no limit") {
  const auto early = GENERATE(std::int64_t{0}, 5'000, 59'000);
  auto before = at_noon();
  before.shown = showing(22, noon - 7 * day + minute + early, noon - minute);
  const auto now = sighting(noon + minute, showing(21, noon - 6 * day, noon + minute), 20);
  CHECK_FALSE(judge(before, now).next.limit_seen);
}

TEST_CASE("a window without news teaches no limit") {
  const auto now = sighting(noon + 6 * day, showing(9, noon - 50 * minute, noon - minute), 9);
  CHECK_FALSE(judge(at_noon(), now).next.limit_seen);
}

TEST_CASE("a burst that met an empty window is a gap once the limit turns out to be its size") {
  auto verdict =
      judge(quiet_at_noon(), sighting(noon + minute, showing(20, noon + 30'000, noon + minute)));
  CHECK(verdict.gaps.empty());
  const auto next = sighting(noon + 2 * minute, showing(20, noon + 31'000, noon + 2 * minute), 19);
  verdict = judge(verdict.next, next);
  REQUIRE_FALSE(verdict.gaps.empty());
  CHECK(verdict.gaps.back().from == noon - minute);
  CHECK(verdict.gaps.back().to == noon + 90'000);
  CHECK_FALSE(verdict.next.unsure);
}

TEST_CASE("a burst that met an empty window is no gap once the window shows more") {
  auto verdict =
      judge(quiet_at_noon(), sighting(noon + minute, showing(20, noon + 30'000, noon + minute)));
  auto next = sighting(noon + 3 * minute, showing(21, noon + 30'000, noon + 3 * minute), 20);
  verdict = judge(verdict.next, next);
  CHECK(verdict.gaps.empty());
  next = sighting(noon + 6 * minute, showing(22, noon + 30'000, noon + 6 * minute), 21);
  verdict = judge(verdict.next, next);
  CHECK(verdict.gaps.empty());
  CHECK_FALSE(verdict.next.unsure);
}

TEST_CASE("eight days without a poll are a gap up to what the window still reaches") {
  const auto verdict = judge(at_noon(), empty_at(noon + 8 * day));
  CHECK(verdict.gaps == gaps{{noon - 2 * minute, noon + day + minute, gap_reason::outage}});
}

TEST_CASE("eight days without a poll and a full window are a gap up to the oldest shown") {
  const auto now = sighting(noon + 8 * day, showing(200, noon + 7 * day, noon + 8 * day));
  CHECK(judge(at_noon(), now).gaps ==
        gaps{{noon - 2 * minute, noon + 7 * day + minute, gap_reason::outage}});
}

TEST_CASE("six days without a poll and a window that is not full are no gap") {
  auto now = sighting(noon + 6 * day, showing(12, noon - hour, noon + 5 * day), 10);
  CHECK(judge(at_noon(), now).gaps.empty());
}

TEST_CASE("a cluster's clock that went back is no gap") {
  CHECK(judge(at_noon(), sighting(noon - 400 * day, showing(10, noon - hour, noon - minute), 10))
            .gaps.empty());
  CHECK(judge(quiet_at_noon(), empty_at(noon - 400 * day)).gaps.empty());
}

TEST_CASE("an answer that is empty by mistake does not make the records of before forgotten") {
  auto verdict = judge(at_noon(), empty_at(noon + minute));
  CHECK(verdict.gaps.empty());
  SECTION("and the next full one that shows none of them is a gap from these on") {
    verdict = judge(verdict.next,
                    sighting(noon + 2 * minute, showing(200, noon + 90'000, noon + 2 * minute)));
    REQUIRE_FALSE(verdict.gaps.empty());
    CHECK(verdict.gaps.front() == gap{noon - 2 * minute, noon + 150'000, overflow});
  }
  SECTION("and the next one that shows them as before is no gap") {
    verdict = judge(verdict.next,
                    sighting(noon + 2 * minute, showing(10, noon - hour, noon - minute), 10));
    CHECK(verdict.gaps.empty());
    CHECK_FALSE(verdict.next.unread);
  }
}

TEST_CASE("answers that are empty for nine days, and then show what is older, are a gap") {
  auto verdict = judge(at_noon(), empty_at(noon + hour));
  for (int hours = 2; hours < 9 * 24; ++hours) {
    verdict = judge(verdict.next, empty_at(noon + hours * hour));
    CHECK(verdict.gaps.empty());
  }
  const auto shown = showing(30, noon + 3 * day, noon + 9 * day);
  verdict = judge(verdict.next, sighting(noon + 9 * day, shown));
  REQUIRE_FALSE(verdict.gaps.empty());
  CHECK(verdict.gaps.front().from <= noon - minute);
  CHECK(verdict.gaps.front().to == noon + 2 * day + minute);
}

TEST_CASE("an old answer once more, as a cache gives it, is no poll") {
  const auto now = sighting(noon + hour, showing(9, noon - hour, noon - 2 * minute), 9);
  CHECK(judge(at_noon(), now).next == at_noon());
  const auto expired = sighting(noon + 8 * day, showing(10, noon - hour, noon - minute), 10);
  CHECK(judge(at_noon(), expired).next == at_noon());
}

TEST_CASE("a refused record that the next window brings whole is no gap") {
  auto now = sighting(noon + minute, showing(10, noon - hour, noon), 10);
  now.view.shown.refused = 1;
  now.newly_refused = true;
  auto verdict = judge(at_noon(), now);
  CHECK(verdict.gaps.empty());
  verdict =
      judge(verdict.next, sighting(noon + 2 * minute, showing(11, noon - hour, noon + minute), 10));
  CHECK(verdict.gaps.empty());
  CHECK_FALSE(verdict.next.unread);
}

TEST_CASE("a refused record that left the window is a gap around the time it came") {
  auto now = sighting(noon + minute, showing(199, noon - hour, noon), 10);
  now.view.shown.refused = 1;
  now.newly_refused = true;
  auto verdict = judge(at_noon(), now);
  CHECK(verdict.gaps.empty());
  SECTION("and no answer that is empty by mistake makes it forgotten") {
    verdict = judge(verdict.next, empty_at(noon + 2 * minute));
    CHECK(verdict.gaps.empty());
    CHECK(verdict.next.unread);
  }
  SECTION("nor one of which nothing can be read") {
    auto unreadable = empty_at(noon + 2 * minute);
    unreadable.view.shown.refused = 3;
    verdict.next = judge_unreadable(verdict.next, unreadable);
    CHECK(verdict.next.unread);
  }
  SECTION("") {}
  const auto later = showing(200, noon + 30 * minute, noon + hour);
  verdict = judge(verdict.next, sighting(noon + hour, later));
  REQUIRE_FALSE(verdict.gaps.empty());
  CHECK(verdict.gaps.back().from == noon - 2 * minute);
  CHECK(verdict.gaps.back().to >= noon + minute);
  CHECK(verdict.gaps.back().to <= noon + 4 * minute);
}

TEST_CASE("a record that is refused again and again is no gap as long as it is shown") {
  auto now = sighting(noon + minute, showing(10, noon - hour, noon), 10);
  now.view.shown.refused = 1;
  now.newly_refused = true;
  auto verdict = judge(at_noon(), now);
  for (int poll = 2; poll < 50; ++poll) {
    now.asked_at = now.at = noon + poll * minute;
    now.newly_refused = false;
    verdict = judge(verdict.next, now);
    CHECK(verdict.gaps.empty());
  }
}

TEST_CASE("a late record older than a full window of before does not make the gap end too early") {
  auto memory = at_noon();
  memory.shown = showing(200, noon - 20 * minute, noon - minute);
  memory.lateness = 25 * minute;
  // It may have been hidden before, or be as late as that: what was lost may be as new as this
  // poll.
  auto now = sighting(noon + 2 * minute, showing(200, noon - 40 * minute, noon + 2 * minute));
  now.view.fresh.push_back({noon - 40 * minute, noon - 40 * minute});
  const auto verdict = judge(memory, now);
  REQUIRE(verdict.gaps.size() == 1);
  CHECK(verdict.gaps[0].to == noon + 3 * minute);
  CHECK(verdict.next.lateness == 25 * minute);  // not learned
}

TEST_CASE("records that turn up late widen the gaps that follow") {
  auto now = sighting(noon + minute, showing(11, noon - hour, noon), 10);
  now.view.fresh = {{noon - 20 * minute, noon - 20 * minute}};
  auto verdict = judge(at_noon(), now);
  CHECK(verdict.next.lateness == 21 * minute);  // twenty, and the minute since the last poll
  const auto full = showing(200, noon + 30 * minute, noon + hour);
  verdict = judge(verdict.next, sighting(noon + hour, full));
  CHECK(verdict.gaps == gaps{{noon - 22 * minute, noon + 52 * minute, overflow}});
}

TEST_CASE("executions that take long widen a gap by as long") {
  auto full = showing(200, noon + 5 * minute, noon + 10 * minute);
  full.longest = 7'000;
  CHECK(judge(at_noon(), sighting(noon + 10 * minute, full)).gaps ==
        gaps{{noon - 2 * minute - 7'000, noon + 6 * minute + 7'000, overflow}});
}

TEST_CASE("times that contradict each other make the gap wider, never empty") {
  const auto full = showing(200, noon - 3 * hour, noon - 2 * hour);
  const auto verdict = judge(at_noon(), sighting(noon + hour, full));
  REQUIRE(verdict.gaps.size() == 1);
  CHECK(verdict.gaps[0].from <= noon - 2 * hour);
  CHECK(verdict.gaps[0].to >= noon + hour);
}
