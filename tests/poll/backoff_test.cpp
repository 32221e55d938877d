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

TEST_CASE("chance chooses any wait up to the bound, so that nobody returns together") {
  CHECK(backoff(60s, 1, errc::timeout, 0.25) == 45s);
  CHECK(backoff(60s, 1, errc::timeout, 0.5) == 30s);
  CHECK(backoff(60s, 9, errc::server_error, 0.9) == 30s);
}

TEST_CASE("a wait is never so short that it is none") {
  CHECK(backoff(60s, 1, errc::timeout, 0.9999) == 100ms);
  CHECK(backoff(50ms, 1, errc::timeout, 0) == 100ms);
}

TEST_CASE("an interval longer than the bound stays the bound") {
  CHECK(backoff(10min, 1, errc::timeout, 0) == 10min);
  CHECK(backoff(10min, 9, errc::timeout, 0) == 10min);
  CHECK(backoff(1h, 1, errc::missing, 0) == 1h);
}

TEST_CASE("what a person must mend is tried rarely from the first time on") {
  CHECK(backoff(5s, 1, errc::missing, 0) == 50s);
  CHECK(backoff(60s, 1, errc::forbidden, 0) == 10min);
  CHECK(backoff(60s, 5, errc::not_offered, 0) == 10min);
}

TEST_CASE("chance takes at most a quarter off the wait for a person") {
  CHECK(backoff(60s, 1, errc::forbidden, 0.5) == 525s);
  CHECK(backoff(60s, 1, errc::missing, 0.999) > 450s);
}

TEST_CASE("a jittered wait keeps between its least and its longest") {
  const jittered_wait wait{1s, 60s, 200ms};
  CHECK(wait.after(1, 0) == 1s);
  CHECK(wait.after(4, 0) == 8s);
  CHECK(wait.after(7, 0) == 60s);
  CHECK(wait.after(100, 0.5) == 30s);
  CHECK(wait.after(1, 0.999) == 200ms);
}
