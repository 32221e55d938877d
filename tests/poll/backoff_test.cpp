#include "poll/backoff.hpp"

#include "catch.hpp"

using namespace algolog;
using namespace std::chrono_literals;

TEST_CASE("what passes by itself is tried at doubling waits up to five minutes") {
  CHECK(backoff(60s, 1, errc::timeout, 0) == 60s);
  CHECK(backoff(60s, 2, errc::timeout, 0) == 120s);
  CHECK(backoff(60s, 3, errc::server_error, 0) == 240s);
  CHECK(backoff(60s, 4, errc::timeout, 0) == 300s);
  CHECK(backoff(60s, 1'000'000, errc::timeout, 0) == 300s);
}

TEST_CASE("an interval longer than the bound is never shortened by a failure") {
  CHECK(backoff(10min, 1, errc::timeout, 0) == 10min);
  CHECK(backoff(10min, 9, errc::timeout, 0) == 10min);
  CHECK(backoff(1h, 1, errc::missing, 0) == 1h);
}

TEST_CASE("what a person must mend is tried rarely from the first time on") {
  CHECK(backoff(5s, 1, errc::missing, 0) == 50s);
  CHECK(backoff(60s, 1, errc::forbidden, 0) == 10min);
  CHECK(backoff(60s, 5, errc::not_offered, 0) == 10min);
}

TEST_CASE("chance takes up to a quarter off") {
  CHECK(backoff(60s, 1, errc::timeout, 0.5) == 52500ms);
  CHECK(backoff(60s, 1, errc::timeout, 0.999) > 45s);
}
