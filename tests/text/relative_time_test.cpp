#include "text/relative_time.hpp"

#include <limits>

#include "catch.hpp"

using namespace algolog;

TEST_CASE("the distance of a time is told in one unit") {
  constexpr std::int64_t now = 1'795'307'219'164;
  CHECK(relative_time(now, now) == "just now");
  CHECK(relative_time(now - 40'000, now) == "40 s ago");
  CHECK(relative_time(now - 3 * 60'000, now) == "3 min ago");
  CHECK(relative_time(now - 5 * 3'600'000, now) == "5 h ago");
  CHECK(relative_time(now - 47 * 3'600'000LL, now) == "47 h ago");
  CHECK(relative_time(now - 48 * 3'600'000LL, now) == "2 days ago");
  CHECK(relative_time(now + 3 * 60'000, now) == "in 3 min");
}

TEST_CASE("an instant beyond every calendar has a distance too") {
  constexpr std::int64_t now = 1'795'307'219'164;
  CHECK_THAT(relative_time(std::numeric_limits<std::int64_t>::min(), now),
             ContainsSubstring(" days ago"));
  CHECK_THAT(relative_time(std::numeric_limits<std::int64_t>::max(), now), StartsWith("in "));
}

TEST_CASE("a duration is told in two units at most") {
  CHECK(elapsed(0) == "0ms");
  CHECK(elapsed(850) == "850ms");
  CHECK(elapsed(12'399) == "12.3s");
  CHECK(elapsed(59'999) == "59.9s");
  CHECK(elapsed(252'000) == "4m 12s");
  CHECK(elapsed(11'100'000) == "3h 5m");
  CHECK(elapsed(-850) == "-850ms");
}

TEST_CASE("a table shows instants in UTC, to the second") {
  CHECK(table_time(1'627'593'176'442) == "2021-07-29 21:12:56");
  CHECK(table_time(0) == "1970-01-01 00:00:00");
  CHECK(table_time(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
}

TEST_CASE("since when is told as a duration back, a date or an instant") {
  constexpr std::int64_t now = 1'795'307'219'164;
  constexpr std::int64_t instant = 1'627'593'176'000;
  CHECK(parse_since("1h", now) == now - 3'600'000);
  CHECK(parse_since("2021-07-29T21:12:56Z", now) == instant);
  CHECK(parse_since("2021-07-29T21:12:56", now) == instant);
  CHECK(parse_since("2021-07-29 21:12:56", now) == instant);
  CHECK(parse_since("2021-07-29T23:12:56+02:00", now) == instant);
  CHECK(parse_since("2021-07-29 21:12", now) == instant - 56'000);
  CHECK(parse_since("2021-07-29", now) == 1'627'516'800'000);
  for (const char* text : {"", "1", "yesterday", "1w", "2021-13-01", "2021-07-29T"})
    CHECK_FALSE(parse_since(text, now));
}
