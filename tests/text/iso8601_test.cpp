#include "text/iso8601.hpp"

#include <limits>

#include "catch.hpp"

using namespace algolog;

TEST_CASE("times of the API documents are read to the millisecond") {
  CHECK(parse_iso8601("2021-07-29T21:12:56.442Z") == 1627593176442);
  CHECK(parse_iso8601("2020-04-07T16:45:10.096Z") == 1586277910096);
}

TEST_CASE("other fractions and offsets are the same instant") {
  CHECK(parse_iso8601("2021-07-29T21:12:56Z") == 1627593176000);
  CHECK(parse_iso8601("2021-07-29T21:12:56.4Z") == 1627593176400);
  CHECK(parse_iso8601("2021-07-29T21:12:56.442999999Z") == 1627593176442);
  CHECK(parse_iso8601("2021-07-29T23:12:56.442+02:00") == 1627593176442);
}

TEST_CASE("what is no time is refused") {
  for (const auto* text :
       {"", "yesterday", "2021-07-29", "2021-13-29T21:12:56Z", "2021-02-30T21:12:56Z",
        "2021-07-29T25:12:56Z", "2021-07-29T21:12:56.442Zx", "1627593176442", "2021-07-29T21:12:56",
        "2021-07-29T21:12:56.Z", "2021-7-29T21:12:56Z", "2021-07-29T21:60:56Z",
        "2021-07-29T21:12:60Z", "2021-07-29T21:12:56+24:00", "2021-07-29T21:12:56+0200",
        "2021-07-29 21:12:56Z", "99999-01-01T00:00:00Z", "-001-01-01T00:00:00Z"}) {
    INFO(text);
    CHECK_FALSE(parse_iso8601(text));
  }
}

TEST_CASE("four digits of a year reach from 0 to 9999, and no further by an offset") {
  CHECK(parse_iso8601("0000-01-01T00:00:00Z") == -62'167'219'200'000);
  CHECK(parse_iso8601("9999-12-31T23:59:59.999Z") == 253'402'300'799'999);
  CHECK_FALSE(parse_iso8601("0000-01-01T00:00:00+00:01"));
  CHECK_FALSE(parse_iso8601("9999-12-31T23:59:59-00:01"));
}

TEST_CASE("an instant that no year of four digits has is written as its number") {
  CHECK(format_iso8601(253'402'300'799'999) == "9999-12-31T23:59:59.999Z");
  CHECK(format_iso8601(253'402'300'800'000) == "253402300800000");
  CHECK(format_iso8601(-62'167'219'200'000) == "0000-01-01T00:00:00.000Z");
  CHECK(format_iso8601(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

TEST_CASE("a time is written as it is read") {
  CHECK(format_iso8601(1627593176442) == "2021-07-29T21:12:56.442Z");
  CHECK(format_iso8601(0) == "1970-01-01T00:00:00.000Z");
  CHECK(format_iso8601(-1) == "1969-12-31T23:59:59.999Z");
}
