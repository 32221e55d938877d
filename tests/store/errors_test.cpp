#include <string>

#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::string_literals;

TEST_CASE("polling the same errors again adds nothing") {
  scratch_store s;
  const auto id = watch_fraud(s);
  const auto first = s->append(errors_at(id, 10, {an_error("req-1"), an_error("req-2")}));
  CHECK(first.added == 2);
  const auto second = s->append(errors_at(id, 20, {an_error("req-2"), an_error("req-1")}));
  CHECK(second.added == 0);
  CHECK(second.unchanged == 2);
  CHECK(second.conflicts == 0);
  CHECK(s.row("SELECT count(*) FROM errors") == "2");
}

TEST_CASE("one error twice in one answer makes one row") {
  scratch_store s;
  const auto result =
      s->append(errors_at(watch_fraud(s), 10, {an_error("req-1"), an_error("req-1")}));
  CHECK(result.added == 1);
  CHECK(result.unchanged == 1);
}

TEST_CASE("a pipeline's child and parent under one request are both kept") {
  scratch_store s;
  auto child = an_error("req-1");
  child.algoname = "child";
  CHECK(s->append(errors_at(watch_fraud(s), 10, {an_error("req-1"), child})).added == 2);
}

TEST_CASE("two algorithms that show one error make one row") {
  scratch_store s;
  const auto one = watch_fraud(s);
  const auto two = s->watch("prod", with_uuid("u-1"), 1).algorithm_id;
  s->append(errors_at(one, 10, {an_error("req-1")}));
  CHECK(s->append(errors_at(two, 11, {an_error("req-1")})).unchanged == 1);
  CHECK(s.row("SELECT count(*), algorithm_id FROM errors") == "1|" + std::to_string(one));
}

TEST_CASE("two clusters may use one request id") {
  scratch_store s;
  const auto other = s->watch("test", named("acme", "fraud"), 1).algorithm_id;
  s->append(errors_at(watch_fraud(s), 10, {an_error("req-1")}));
  CHECK(s->append(errors_at(other, 10, {an_error("req-1")})).added == 1);
}

TEST_CASE("errors of one answer arrive oldest first") {
  scratch_store s;
  auto timeless = an_error("req-timeless");
  timeless.created_at.reset();
  s->append(errors_at(
      watch_fraud(s), 10,
      {timeless, an_error("req-c", 300), an_error("req-a", 100), an_error("req-b", 200)}));
  CHECK(s.rows("SELECT request_id FROM errors ORDER BY seq") ==
        std::vector<std::string>{"req-a", "req-b", "req-c", "req-timeless"});
}

TEST_CASE("a sequence number is never used twice") {
  scratch_store s;
  const auto id = watch_fraud(s);
  s->append(errors_at(id, 10, {an_error("req-1")}));
  s.handle().exec("DELETE FROM errors");
  s->append(errors_at(id, 20, {an_error("req-2")}));
  CHECK(s.row("SELECT seq FROM errors") == "2");
}

TEST_CASE("what the first successful poll finds is history, the rest is news") {
  scratch_store s;
  const auto id = watch_fraud(s);
  s->append(failure_at(id, 5, collection::errors, errc::timeout));
  s->append(errors_at(id, 10, {an_error("req-1")}));
  s->append(errors_at(id, 20, {an_error("req-2")}));
  s.reopen();
  s->append(errors_at(id, 30, {an_error("req-3")}));
  CHECK(s.rows("SELECT request_id || ' ' || backfilled FROM errors ORDER BY seq") ==
        std::vector<std::string>{"req-1 1", "req-2 0", "req-3 0"});
}

TEST_CASE("after a first poll without errors everything is news") {
  scratch_store s;
  const auto id = watch_fraud(s);
  s->append(errors_at(id, 10, {}));
  s->append(errors_at(id, 20, {an_error("req-1")}));
  CHECK(s.row("SELECT backfilled FROM errors") == "0");
}

TEST_CASE("another collection's success does not make errors news") {
  scratch_store s;
  const auto id = watch_fraud(s);
  s->append_unchanged({id, "/v1/x", 5}, collection::builds, 0);
  s->append(errors_at(id, 10, {an_error("req-1")}));
  CHECK(s.row("SELECT backfilled FROM errors") == "1");
}

TEST_CASE("every field of an error is stored as it came") {
  scratch_store s;
  auto record = an_error("req-1", 1'700'000'000'123);
  record.algoversion = "1.2.3";
  record.input = "{\"card\": 1}";
  record.billable_to = "acme";
  record.worker = "10.0.0.7";
  record.extra = "{\"region\":\"eu\"}";
  s->append(errors_at(watch_fraud(s), 42, {record}));
  CHECK(s.row("SELECT cluster, request_id, created_at, username, algoname, algoversion, input,"
              " error_type, billable_to, worker, extra, observed_at, backfilled FROM errors") ==
        "prod|req-1|1700000000123|acme|fraud|1.2.3|{\"card\": 1}|AlgorithmError|acme|10.0.0.7|"
        "{\"region\":\"eu\"}|42|1");
}

TEST_CASE("NUL bytes and any Unicode come back exactly") {
  scratch_store s;
  const auto text = "a\0b\n\U0001F525 \u00e9 \uFFFF end\0"s;
  auto record = an_error("req-\0\U0001F4A5"s);
  record.error = text;
  record.input = text;
  const auto id = watch_fraud(s);
  s->append(errors_at(id, 10, {record}));
  CHECK(s.row("SELECT error FROM errors") == text);
  CHECK(s.row("SELECT input FROM errors") == text);
  CHECK(s.row("SELECT request_id FROM errors") == record.request_id);
  CHECK(s->append(errors_at(id, 20, {record})).unchanged == 1);
  record.error = "a\0c"s;
  CHECK(s->append(errors_at(id, 30, {record})).conflicts == 1);
}

TEST_CASE("the members of extra may change their order") {
  scratch_store s;
  const auto id = watch_fraud(s);
  auto record = an_error("req-1");
  record.extra = R"({"a":1,"b":[2]})";
  s->append(errors_at(id, 10, {record}));
  record.extra = R"({"b":[2],"a":1})";
  CHECK(s->append(errors_at(id, 20, {record})).unchanged == 1);
}

TEST_CASE("a known error with other content goes to quarantine and changes nothing") {
  scratch_store s;
  const auto id = watch_fraud(s);
  s->append(errors_at(id, 10, {an_error("req-1")}));
  auto other = an_error("req-1");
  other.error = "error:\nelse\nstacktrace:\nNone";
  other.error_type = "Other";
  other.worker = "w";
  const auto result = s->append(errors_at(id, 20, {other, an_error("req-2")}));
  CHECK(result.conflicts == 1);
  CHECK(result.added == 1);
  CHECK(s.row("SELECT reason FROM quarantine") ==
        "conflict: error record req-1 differs from seq 1 in error, error_type");
  CHECK(s.row("SELECT json_extract(CAST(body AS TEXT), '$.worker') FROM quarantine") == "w");
  CHECK(s.row("SELECT count(*) FROM errors WHERE worker IS NULL AND request_id = 'req-1'") == "1");
}

TEST_CASE("an unknown algorithm is refused") {
  scratch_store s;
  CHECK_THROWS_WITH(s->append(errors_at(77, 10, {})), ContainsSubstring("no algorithm 77"));
}
