#include "api/error_window.hpp"

#include <limits>

#include "catch.hpp"

using namespace algolog;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t day = 24 * 60 * minute;
constexpr std::int64_t noon = 1'700'000'000'000;

}  // namespace

TEST_CASE("a window counts executions, not records") {
  const auto view = view_of({{"req-1", noon}, {"req-1", noon + 500}, {"req-2", noon, false}}, 3);
  CHECK(view.shown.executions == 2);
  CHECK(view.shown.refused == 3);
  CHECK(view.shown.oldest == noon);
  CHECK(view.shown.newest == noon + 500);
  CHECK(view.shown.longest == 500);
  CHECK(view.known == 1);
  CHECK(view.known_end == noon);
}

TEST_CASE("an execution that gained a record is not known any more, and began with its first") {
  const auto view = view_of({{"req-1", noon, false}, {"req-1", noon + minute, true}}, 0);
  CHECK(view.known == 0);
  CHECK_FALSE(view.known_end);
  REQUIRE(view.fresh.size() == 1);
  CHECK(view.fresh[0].began == noon);
  CHECK(view.fresh[0].added == noon + minute);
}

TEST_CASE("a known execution ends with its last record") {
  const auto view = view_of({{"req-1", noon, false}, {"req-1", noon + minute, false}}, 0);
  CHECK(view.known_end == noon + minute);
  CHECK(view.shown.oldest_end == noon + minute);
}

TEST_CASE("absurd times of single records do not bend the window") {
  const auto absurd = GENERATE(std::int64_t{0}, std::int64_t{-1}, std::int64_t{1},
                               std::numeric_limits<std::int64_t>::min(),
                               std::numeric_limits<std::int64_t>::max(), noon + 400 * day);
  const auto view = view_of(
      {{"req-1", noon}, {"req-2", absurd}, {"req-3", std::nullopt}, {"req-4", noon + minute}}, 0);
  CHECK(view.shown.executions == 4);
  CHECK(view.shown.oldest == noon);
  CHECK(view.shown.newest == noon + minute);
  CHECK(view.shown.shown_from == std::min(absurd, noon));
}

TEST_CASE("a window of absurd times alone has none that is worth more than the clock") {
  const auto view = view_of({{"req-1", std::numeric_limits<std::int64_t>::max()}}, 0);
  CHECK(view.shown.executions == 1);
  CHECK_FALSE(view.shown.oldest);
}
