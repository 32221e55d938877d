#include <string>

#include "catch.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::string_literals;

namespace {

constexpr std::int64_t hour = 3'600'000;

struct one_algorithm : watched_store {
  void refuse(std::int64_t at, const std::string& reason, const std::string& body) {
    auto poll = failure_at(id, at, collection::errors, errc::not_json, "not JSON");
    poll.refused = refused_record{reason, body};
    s->append(poll);
  }
  std::string count() { return s.row("SELECT count(*) FROM quarantine"); }
};

}  // namespace

TEST_CASE("a body that was not understood is kept with where it came from") {
  one_algorithm t;
  const auto body = "<html>\0\xff"s;
  t.refuse(10, "not JSON: byte 0", body);
  CHECK(t.s.row("SELECT received_at, cluster, algorithm_id, route, reason, body_bytes"
                " FROM quarantine") == "10|prod|1|/v1/algorithms/acme/fraud|not JSON: byte 0|8");
  CHECK(t.s.row("SELECT typeof(body) FROM quarantine") == "blob");
  CHECK(t.s.row("SELECT body FROM quarantine") == body);
}

TEST_CASE("records that were refused leave their neighbours alone") {
  one_algorithm t;
  auto batch = errors_at(t.id, 10, {an_error("req-1")});
  batch.refused.push_back({"record 2: created_at is not a number", R"({"created_at":"x"})"});
  const auto result = t.s->append(batch);
  CHECK(result.added == 1);
  CHECK(result.refused == 1);
  CHECK(t.count() == "1");
  CHECK(t.s.row("SELECT records FROM polls") == "2");
}

TEST_CASE("the digest is of the whole body, of which the first 64 KiB are kept") {
  one_algorithm t;
  t.refuse(10, "too strange", std::string(100'000, 'x'));
  CHECK(t.s.row("SELECT length(body), body_bytes, digest FROM quarantine") ==
        "65536|100000|d69e68988157833272305aaf21f453c800346e8a3640db6578e260215542e5d4");
}

TEST_CASE("one digest makes one row an hour, wherever it comes from and whatever is wrong") {
  one_algorithm t;
  const auto other = t.s->watch("test", named("acme", "churn"), 1).algorithm_id;
  t.refuse(10, "not JSON: byte 0", "x");
  t.refuse(20, "not JSON: byte 0", "x");
  t.refuse(30, "unexpected shape: null", "x");
  t.id = other;
  t.refuse(40, "not JSON: byte 0", "x");
  CHECK(t.count() == "1");
  t.refuse(50, "not JSON: byte 0", "y");
  CHECK(t.count() == "2");
  t.refuse(9 + hour, "not JSON: byte 0", "x");
  CHECK(t.count() == "2");
  t.refuse(10 + hour, "not JSON: byte 0", "x");
  CHECK(t.count() == "3");
}

TEST_CASE("a clock that was set back suppresses no row") {
  one_algorithm t;
  t.refuse(10 * hour, "not JSON", "x");
  t.refuse(hour, "not JSON", "x");
  t.refuse(hour + 1, "not JSON", "x");
  CHECK(t.s.rows("SELECT received_at / 3600000 FROM quarantine ORDER BY quarantine_id") ==
        std::vector<std::string>{"10", "1"});
}

TEST_CASE("of more than a thousand rows the first that came make room, whatever the clock said") {
  one_algorithm t;
  t.s.handle().exec("BEGIN");
  for (int i = 1; i <= 1005; ++i) t.refuse(hour - i, "not JSON", std::to_string(i));
  t.s.handle().exec("COMMIT");
  CHECK(t.s.row("SELECT count(*), min(quarantine_id), max(quarantine_id) FROM quarantine") ==
        "1000|6|1005");
  CHECK(t.s.row("SELECT body FROM quarantine ORDER BY quarantine_id DESC LIMIT 1") == "1005");
}

TEST_CASE("an empty body is kept as such") {
  one_algorithm t;
  t.refuse(10, "empty", "");
  CHECK(t.s.row("SELECT length(body), digest FROM quarantine") ==
        "0|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
