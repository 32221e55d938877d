#include "text/units.hpp"

#include <limits>

#include "catch.hpp"

using namespace algolog;
using std::chrono::milliseconds;

TEST_CASE("a duration is a whole number and one unit") {
  CHECK(parse_duration("250ms") == milliseconds(250));
  CHECK(parse_duration("60s") == milliseconds(60'000));
  CHECK(parse_duration("10m") == milliseconds(600'000));
  CHECK(parse_duration("12h") == milliseconds(43'200'000));
  CHECK(parse_duration("7d") == milliseconds(604'800'000));
  CHECK(parse_duration("0s") == milliseconds(0));
}

TEST_CASE("anything else is no duration") {
  for (const char* text : {"", "60", "s", "-1s", "+1s", "1.5h", "60 s", " 60s", "60s ", "60S", "1w",
                           "1h30m", "0x10s", "1e3s", "60sec"})
    CHECK_FALSE(parse_duration(text));
}

TEST_CASE("a duration beyond 100 years is refused, however many digits it has") {
  CHECK(parse_duration("36500d"));
  CHECK_FALSE(parse_duration("36501d"));
  CHECK_FALSE(parse_duration("18446744073709551615d"));
  CHECK_FALSE(parse_duration("18446744073709551616ms"));
}

TEST_CASE("a size is a whole number and a binary unit") {
  CHECK(parse_size("512B") == 512U);
  CHECK(parse_size("64KiB") == 65'536U);
  CHECK(parse_size("64MiB") == 67'108'864U);
  CHECK(parse_size("2GiB") == 2'147'483'648U);
  for (const char* text :
       {"", "64", "64MB", "64M", "64mib", "-1B", "1.5GiB", "64 MiB", "99999999999GiB"})
    CHECK_FALSE(parse_size(text));
}

TEST_CASE("a duration is written in the largest unit that says it exactly") {
  CHECK(format_duration(milliseconds(60'000)) == "1m");
  CHECK(format_duration(milliseconds(90'000)) == "90s");
  CHECK(format_duration(milliseconds(1'500)) == "1500ms");
  CHECK(format_duration(milliseconds(604'800'000)) == "7d");
  CHECK(format_duration(milliseconds(0)) == "0s");
}

TEST_CASE("every written duration reads back") {
  for (const char* text : {"1ms", "1500ms", "1s", "90s", "1m", "1h", "25h", "1d"})
    CHECK(format_duration(*parse_duration(text)) == text);
}

TEST_CASE("a size is rounded for people") {
  CHECK(format_size(812) == "812 B");
  CHECK(format_size(67'108'864) == "64.0 MiB");
  CHECK(format_size(1'600) == "1.6 KiB");
  CHECK(format_size(0) == "0 B");
}

TEST_CASE("a size has no exponent, however large, small or wrong it is") {
  CHECK(format_size(812.9) == "812 B");
  CHECK(format_size(-1) == "0 B");
  CHECK(format_size(-1e300) == "0 B");
  CHECK(format_size(std::numeric_limits<double>::quiet_NaN()) == "0 B");
  CHECK(format_size(1e300) == "8381903171.5 GiB");
  CHECK(format_size(std::numeric_limits<std::size_t>::max()) == "8381903171.5 GiB");
}
