#include <string>

#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;
using namespace std::string_literals;

namespace {

store_options keeping(std::size_t rows) {
  store_options options;
  options.newest_errors_keep = rows;
  return options;
}

void add_errors(scratch_store& s, std::int64_t algorithm_id, int from, int to) {
  std::vector<error_record> records;
  for (int i = from; i <= to; ++i) records.push_back(an_error("req-" + std::to_string(i), i));
  s->append(errors_at(algorithm_id, to, records));
}

std::string message_of(const std::optional<std::string>& error) {
  scratch_store s;
  auto record = an_error("req-1");
  record.error = error;
  s->append(errors_at(watch_fraud(s), 10, {record}));
  return s.row("SELECT message FROM newest_errors");
}

}  // namespace

TEST_CASE("the message is the first line of what went wrong") {
  CHECK(message_of("error:\nboom: 1\nstacktrace:\nSome(x)") == "boom: 1");
  CHECK(message_of("error:\nboom") == "boom");
  CHECK(message_of("plain\nsecond") == "plain");
  CHECK(message_of("plain") == "plain");
  CHECK(message_of("dos\r\nsecond") == "dos");
  CHECK(message_of("error:\n\nstacktrace:\nNone").empty());
  CHECK(message_of("error: inline\nmore") == "error: inline");
  CHECK(message_of("").empty());
  CHECK(message_of(std::nullopt) == "NULL");
  CHECK(message_of("error:\na\0b\nc"s) == "a\0b"s);
  CHECK(message_of("error:\n\u00fcber \U0001F525\nc") == "\u00fcber \U0001F525");
}

TEST_CASE("the newest rows of each algorithm are kept, by arrival") {
  scratch_store s(keeping(3));
  const auto one = s->watch("prod", named("acme", "one"), 1).algorithm_id;
  const auto two = s->watch("prod", named("acme", "two"), 1).algorithm_id;
  add_errors(s, one, 1, 5);
  add_errors(s, two, 6, 7);
  CHECK(s.rows("SELECT request_id, algorithm FROM newest_errors ORDER BY seq") ==
        std::vector<std::string>{"req-3|acme/one", "req-4|acme/one", "req-5|acme/one",
                                 "req-6|acme/two", "req-7|acme/two"});
  CHECK(s.row("SELECT count(*) FROM newest_errors JOIN errors USING (seq, request_id)") == "5");
}

TEST_CASE("keeping none keeps none") {
  scratch_store s(keeping(0));
  add_errors(s, s->watch("prod", named("acme", "one"), 1).algorithm_id, 1, 3);
  CHECK(s.row("SELECT count(*) FROM newest_errors") == "0");
}

TEST_CASE("a changed number of rows to keep holds from the start on") {
  scratch_store s(keeping(2));
  const auto one = s->watch("prod", named("acme", "one"), 1).algorithm_id;
  const auto two = s->watch("prod", with_uuid("u-2"), 1).algorithm_id;
  add_errors(s, one, 1, 4);
  add_errors(s, two, 5, 6);
  s.reopen(keeping(3));
  CHECK(s.rows("SELECT request_id, algorithm, message FROM newest_errors ORDER BY seq") ==
        std::vector<std::string>{"req-2|acme/one|something broke", "req-3|acme/one|something broke",
                                 "req-4|acme/one|something broke", "req-5|u-2|something broke",
                                 "req-6|u-2|something broke"});
  s.reopen(keeping(1));
  CHECK(s.rows("SELECT request_id FROM newest_errors ORDER BY seq") ==
        std::vector<std::string>{"req-4", "req-6"});
  add_errors(s, one, 7, 7);
  CHECK(s.rows("SELECT request_id FROM newest_errors ORDER BY seq") ==
        std::vector<std::string>{"req-6", "req-7"});
}

TEST_CASE("an algorithm known by UUID shows its name once that is known") {
  scratch_store s;
  const auto id = s->watch("prod", with_uuid("u-1"), 1).algorithm_id;
  add_errors(s, id, 1, 1);
  CHECK(s.row("SELECT algorithm FROM newest_errors") == "u-1");
  s->identify(id, named("acme", "fraud"), 2);
  CHECK(s.row("SELECT algorithm FROM newest_errors") == "acme/fraud");
}

TEST_CASE("an error that is deleted leaves the newest as well") {
  scratch_store s;
  add_errors(s, s->watch("prod", named("acme", "one"), 1).algorithm_id, 1, 2);
  s.handle().exec("DELETE FROM errors WHERE seq = 1");
  CHECK(s.row("SELECT seq FROM newest_errors") == "2");
}
