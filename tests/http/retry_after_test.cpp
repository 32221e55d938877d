#include "http/retry_after.hpp"

#include "catch.hpp"

using namespace algolog;
using std::chrono::seconds;

namespace {

constexpr std::int64_t now = 784'111'777'000;  // Sun, 06 Nov 1994 08:49:37 GMT

std::optional<seconds> parse(std::string_view value) { return parse_retry_after(value, now); }

}  // namespace

TEST_CASE("a number is seconds") {
  CHECK(parse("0") == seconds(0));
  CHECK(parse("1") == seconds(1));
  CHECK(parse("0120") == seconds(120));
}

TEST_CASE("a date is the time until then") {
  CHECK(parse("Sun, 06 Nov 1994 08:49:37 GMT") == seconds(0));
  CHECK(parse("Sun, 06 Nov 1994 08:49:40 GMT") == seconds(3));
  CHECK(parse("Mon, 07 Nov 1994 08:49:37 GMT") == seconds(86400));
}

TEST_CASE("the obsolete forms of dates are understood, as RFC 9110 demands") {
  CHECK(parse("Sunday, 06-Nov-94 08:49:40 GMT") == seconds(3));
  CHECK(parse("Sun Nov  6 08:49:40 1994") == seconds(3));
  CHECK(parse("Tuesday, 06-Nov-68 08:49:37 GMT") > seconds(0));
}

TEST_CASE("a date in the past is no wait") {
  CHECK(parse("Sun, 06 Nov 1994 08:49:36 GMT") == seconds(0));
  CHECK(parse("Thu, 01 Jan 1970 00:00:00 GMT") == seconds(0));
}

TEST_CASE("a wait beyond all measure is a long wait, not none") {
  CHECK(parse("99999999999") >= seconds(1'000'000'000));
  CHECK(parse("99999999999999999999999999999999") >= seconds(1'000'000'000));
  CHECK(parse("Fri, 31 Dec 9999 23:59:59 GMT") >= seconds(1'000'000'000));
}

TEST_CASE("any other text is nothing") {
  for (const auto* text :
       {"", "-1", "1.5", "+3", "soon", "3 s", "0x10", "Sun, 06 Nov 1994",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMTx", "SunNov0",
        "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:-7 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 ovD 1994 08:49:37 GMT",
        "Sun, 06 No 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "1994-11-06T08:49:37Z"}) {
    CAPTURE(text);
    CHECK(!parse(text));
  }
  CHECK(!parse(std::string(41, '-')));
}
