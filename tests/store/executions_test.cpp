#include <algorithm>
#include <string>

#include "catch.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

error_record call(std::int64_t created_at, const std::string& what) {
  auto record = an_error("req-1", created_at);
  record.error = what;
  return record;
}

/// An algorithm whose executions leave several records: it is called more than once, and fails.
struct one_execution : watched_store {
  using watched_store::watched_store;

  std::int64_t now = 10;

  append_result poll(std::vector<error_record> records) {
    return watched_store::poll(now += 10, std::move(records));
  }
  strings stored() {
    return s.rows("SELECT occurrence || ' ' || error FROM errors ORDER BY occurrence");
  }
};

}  // namespace

TEST_CASE("a second record of one execution is stored beside the first") {
  one_execution t;
  CHECK(t.poll({call(2000, "second"), call(1000, "first")}).added == 2);
  CHECK(t.stored() == strings{"1 first", "2 second"});
  CHECK(t.s.rows("SELECT seq, message FROM newest_errors ORDER BY seq") ==
        strings{"1|first", "2|second"});
  CHECK(t.s.rows("SELECT occurrence, error FROM v_errors ORDER BY seq") ==
        strings{"1|first", "2|second"});
  CHECK(t.quarantined() == "0");
}

TEST_CASE("a record that comes beside the stored one unchanged is its next occurrence") {
  one_execution t;
  t.poll({call(1000, "first")});
  // The clocks of two workers disagree: what came second was made first.
  CHECK(t.poll({call(900, "second"), call(1000, "first")}).added == 1);
  CHECK(t.poll({call(1000, "first"), call(900, "second"), call(3000, "third")}).added == 1);
  CHECK(t.stored() == strings{"1 first", "2 second", "3 third"});
}

TEST_CASE(
    "records of one execution keep their rows in any order, after restarts, on other routes") {
  one_execution t;
  std::vector records{call(1000, "a"), call(1000, "b"), call(1000, "c")};
  t.poll(records);
  const auto before = t.s.rows("SELECT seq, occurrence, error FROM errors ORDER BY seq");
  const auto pipeline = t.s->watch("prod", named("acme", "pipeline"), 1).algorithm_id;
  const auto by_uuid = t.s->watch("prod", with_uuid("u-1"), 1).algorithm_id;
  do {
    CHECK(t.poll(records).unchanged == 3);
    t.s.reopen();
    for (const auto route : {pipeline, by_uuid}) {
      CHECK(t.s->append(errors_at(route, t.now += 10, records)).unchanged == 3);
    }
  } while (std::ranges::next_permutation(records, {}, &error_record::error).found);
  CHECK(t.poll({call(1000, "c")}).unchanged == 1);
  CHECK(t.poll({call(1000, "b"), call(1000, "a")}).unchanged == 2);
  CHECK(t.s.rows("SELECT seq, occurrence, error FROM errors ORDER BY seq") == before);
  CHECK(t.quarantined() == "0");
}

TEST_CASE("records that fail alike at different times are different records") {
  one_execution t;
  CHECK(t.poll({call(1000, "same"), call(1001, "same"), call(1000, "same")}).added == 2);
  CHECK(t.poll({call(1001, "same")}).unchanged == 1);
  CHECK(t.s.rows("SELECT occurrence, created_at FROM errors ORDER BY 1") ==
        strings{"1|1000", "2|1001"});
}

TEST_CASE("a single record that comes back changed stays a conflict, which is told once") {
  one_execution t;
  t.poll({call(1000, "first")});
  const auto changed = t.poll({call(1000, "changed")});
  CHECK(changed.conflicts == 1);
  CHECK(changed.quarantined == 1);
  CHECK(changed.added == 0);
  t.s.reopen();
  t.now += 2 * 3'600'000;  // longer than one row an hour would wait
  CHECK(t.poll({call(1000, "changed"), an_error("req-2")}).quarantined == 0);
  CHECK(t.poll({call(1000, "changed once more")}).quarantined == 0);
  CHECK(t.quarantined() == "1");
  CHECK(t.s.row("SELECT differed FROM errors WHERE request_id = 'req-1'") == "error");
  auto elsewhere = call(1000, "changed");
  elsewhere.error_type = "Other";
  CHECK(t.poll({elsewhere}).quarantined == 1);
  CHECK(t.s.row("SELECT differed FROM errors WHERE request_id = 'req-1'") == "error, error_type");
  CHECK(t.stored() == strings{"1 first", "1 " + *an_error("x").error});
}

TEST_CASE("a time that was written anew is a conflict, not another record") {
  one_execution t;
  t.poll({call(1234, "first")});
  CHECK(t.poll({call(1000, "first")}).conflicts == 1);
  CHECK(t.stored() == strings{"1 first"});
}

TEST_CASE("a record made at another time that says something else is another one, also alone") {
  one_execution t;
  t.poll({call(1000, "first")});
  CHECK(t.poll({call(9000, "second")}).added == 1);  // the first has left the window
  CHECK(t.stored() == strings{"1 first", "2 second"});
}

TEST_CASE("of two stored records one comes changed: a conflict if it kept its time, else a third") {
  one_execution t;
  t.poll({call(1000, "a"), call(2000, "b")});
  CHECK(t.poll({call(1000, "a"), call(2000, "B")}).conflicts == 1);
  CHECK(t.poll({call(1000, "a"), call(3000, "c")}).added == 1);
  CHECK(t.poll({call(1000, "a"), call(2000, "b"), call(2000, "B"), call(3000, "c")}).added == 1);
  CHECK(t.stored() == strings{"1 a", "2 b", "3 c", "4 B"});
}

TEST_CASE("an execution with a refused record takes it in once it is understood") {
  one_execution t;
  auto batch = errors_at(t.id, 10, {call(2000, "second")});
  batch.refused.push_back({"created_at: expected an integer", R"({"created_at":"x"})"});
  t.s->append(batch);
  CHECK(t.poll({call(1000, "first"), call(2000, "second")}).added == 1);
  CHECK(t.stored() == strings{"1 second", "2 first"});
}

TEST_CASE("records that differ in nothing but a dropped input are not stored twice, nor merged") {
  const auto how = GENERATE(input_privacy::drop, input_privacy::digest);
  one_execution t(with(how));
  auto one = call(1000, "x");
  auto two = one;
  one.input = "1";
  two.input = "2";
  CHECK(t.poll({one, two}).added == 2);
  t.s.reopen(with(how));
  CHECK(t.poll({two, one}).unchanged == 2);
  CHECK(t.poll({two}).unchanged == 1);
  t.s.reopen(with(input_privacy::store));
  CHECK(t.poll({two, one}).unchanged == 2);
  auto three = one;
  three.input = "3";
  CHECK(t.poll({three, two, one}).added == 1);
  CHECK(t.poll({two, three, one}).unchanged == 3);
  CHECK(t.quarantined() == "0");
}

TEST_CASE("thousands of records of one execution are told apart, whatever they look like") {
  one_execution t;
  std::vector<error_record> records;
  for (int i = 0; i < 3000; ++i) records.push_back(call(1000 + i / 50, std::to_string(i)));
  CHECK(t.poll(records).added == 3000);
  for (auto& record : records) record.extra = R"({"zone":"b"})";
  std::ranges::reverse(records);
  CHECK(t.poll(records).updated == 3000);
  CHECK(t.poll(records).unchanged == 3000);
  CHECK(t.quarantined() == "0");
}
