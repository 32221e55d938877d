#include "catch.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

struct one_algorithm : watched_store {
  std::vector<std::string> polls() {
    return s.rows(
        "SELECT collection, outcome, first_at, last_at, polls, records, new_records,"
        " detail FROM polls ORDER BY poll_id");
  }
};

}  // namespace

TEST_CASE("like outcomes make one row") {
  one_algorithm t;
  t.s->append(errors_at(t.id, 10, {an_error("req-1")}));
  t.s->append_unchanged({t.id, "/v1/x", 20}, collection::errors, 1);
  t.s->append(errors_at(t.id, 30, {an_error("req-1"), an_error("req-2")}));
  CHECK(t.polls() == std::vector<std::string>{"errors|ok|10|30|3|4|2|NULL"});
}

TEST_CASE("another outcome begins another row, with the latest detail") {
  one_algorithm t;
  t.s->append(errors_at(t.id, 10, {}));
  t.s->append(failure_at(t.id, 20, collection::errors, errc::timeout, "after 30s"));
  t.s->append(failure_at(t.id, 30, collection::errors, errc::timeout, "after 31s"));
  t.s->append(errors_at(t.id, 40, {}));
  CHECK(t.polls() == std::vector<std::string>{"errors|ok|10|10|1|0|0|NULL",
                                              "errors|timeout|20|30|2|0|0|after 31s",
                                              "errors|ok|40|40|1|0|0|NULL"});
}

TEST_CASE("collections and algorithms have rows of their own") {
  one_algorithm t;
  const auto other = t.s->watch("prod", named("acme", "other"), 1).algorithm_id;
  t.s->append_unchanged({t.id, "/v1/x", 10}, collection::errors, 0);
  t.s->append_unchanged({t.id, "/v1/x", 11}, collection::builds, 0);
  t.s->append_unchanged({other, "/v1/x", 12}, collection::errors, 0);
  t.s->append_unchanged({t.id, "/v1/x", 13}, collection::errors, 0);
  CHECK(t.polls().size() == 3);
  CHECK(t.polls().front() == "errors|ok|10|13|2|0|0|NULL");
}

TEST_CASE("no row spans time in which the daemon did not run") {
  one_algorithm t;
  t.s->append(errors_at(t.id, 10, {}));
  t.s.reopen();
  t.s->append(errors_at(t.id, 1000, {}));
  CHECK(t.polls() ==
        std::vector<std::string>{"errors|ok|10|10|1|0|0|NULL", "errors|ok|1000|1000|1|0|0|NULL"});
}

TEST_CASE("no row spans a cluster's clock that turned out to be another") {
  one_algorithm t;
  t.s->append(errors_at(t.id, 10, {}));
  t.s->append(errors_at(t.id, 3'600'000, {}));  // and no hour has passed
  t.s->append(errors_at(t.id, 3'600'010, {}));
  CHECK(t.polls() == std::vector<std::string>{"errors|ok|10|10|1|0|0|NULL",
                                              "errors|ok|3600000|3600010|2|0|0|NULL"});
}

TEST_CASE("a walk through pages is one poll with the records of all of them") {
  one_algorithm t;
  t.s->append(builds_at(t.id, 10, {a_build("b-1", "succeeded"), a_build("b-2", "succeeded")},
                        walk_stage::more));
  CHECK(t.polls().empty());
  t.s->append(builds_at(t.id, 11, {a_build("b-3", "succeeded")}, walk_stage::more));
  t.s->append(builds_at(t.id, 12, {a_build("b-4", "succeeded")}, walk_stage::completed));
  CHECK(t.polls() == std::vector<std::string>{"builds|ok|12|12|1|4|4|NULL"});
  t.s->append(builds_at(t.id, 20, {a_build("b-4", "succeeded")}, walk_stage::ended));
  CHECK(t.polls() == std::vector<std::string>{"builds|ok|12|20|2|5|4|NULL"});
}

TEST_CASE("a walk that failed tells what its pages brought") {
  one_algorithm t;
  t.s->append(versions_at(t.id, 10, {a_version("h-1")}, walk_stage::more));
  t.s->append(failure_at(t.id, 20, collection::versions, errc::invalid_marker));
  CHECK(t.polls() == std::vector<std::string>{"versions|invalid_marker|20|20|1|1|1|NULL"});
}

TEST_CASE("a walk cut off by a crash is counted with the next") {
  one_algorithm t;
  t.s->append(builds_at(t.id, 10, {a_build("b-1", "succeeded")}, walk_stage::more));
  t.s.reopen();
  t.s->append(builds_at(t.id, 20, {a_build("b-1", "succeeded"), a_build("b-2", "succeeded")}));
  CHECK(t.polls() == std::vector<std::string>{"builds|ok|20|20|1|3|2|NULL"});
}

TEST_CASE("a transaction rolled back takes the ledger with it") {
  one_algorithm t;
  t.s.handle().exec("BEGIN");
  t.s->append(errors_at(t.id, 10, {an_error("req-1")}));
  t.s.handle().exec("ROLLBACK");
  CHECK(t.polls().empty());
  t.s->append(errors_at(t.id, 20, {an_error("req-1")}));
  CHECK(t.polls() == std::vector<std::string>{"errors|ok|20|20|1|1|1|NULL"});
  t.s.handle().exec("BEGIN");
  t.s->append(failure_at(t.id, 30, collection::errors, errc::timeout));
  t.s.handle().exec("ROLLBACK");
  t.s->append(errors_at(t.id, 40, {}));
  CHECK(t.polls() == std::vector<std::string>{"errors|ok|20|40|2|1|1|NULL"});
}

TEST_CASE("a clock that went back does not shorten a row") {
  one_algorithm t;
  t.s->append(errors_at(t.id, 100, {}));
  t.s->append(errors_at(t.id, 50, {}));
  CHECK(t.polls() == std::vector<std::string>{"errors|ok|100|100|2|0|0|NULL"});
}

TEST_CASE("every collection has the name of the configuration") {
  CHECK(name_of(collection::algorithm) == "algorithm");
  CHECK(name_of(collection::errors) == "errors");
  CHECK(name_of(collection::builds) == "builds");
  CHECK(name_of(collection::logs) == "logs");
  CHECK(name_of(collection::versions) == "versions");
}
