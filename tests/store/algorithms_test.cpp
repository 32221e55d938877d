#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

algorithm_ref both(const std::string& owner, const std::string& name, const std::string& uuid) {
  auto ref = named(owner, name);
  ref.uuid = uuid;
  return ref;
}

struct two_names {
  scratch_store s;
  std::int64_t by_name = s->watch("prod", named("acme", "fraud"), 10).algorithm_id;
  std::int64_t by_uuid = s->watch("prod", with_uuid("u-1"), 11).algorithm_id;

  watched_algorithm merge() { return s->identify(by_uuid, both("acme", "fraud", "u-1"), 50); }
};

}  // namespace

TEST_CASE("watching an algorithm again finds its row") {
  scratch_store s;
  const auto id = watch_fraud(s);
  CHECK(s->watch("prod", named("acme", "fraud"), 2).algorithm_id == id);
  CHECK(s->watch("test", named("acme", "fraud"), 2).algorithm_id != id);
  CHECK(s->watch("prod", named("acme", "other"), 2).algorithm_id != id);
  CHECK(s.row("SELECT first_seen_at FROM algorithms WHERE algorithm_id = 1") == "1");
}

TEST_CASE("a look-up fills in what was not known") {
  scratch_store s;
  const auto id = watch_fraud(s);
  const auto now = s->identify(id, with_uuid("u-1"), 2);
  CHECK(now.algorithm_id == id);
  CHECK(now.ref == both("acme", "fraud", "u-1"));
  CHECK(s->watch("prod", with_uuid("u-1"), 3).algorithm_id == id);
}

TEST_CASE("a renamed algorithm shows its new name") {
  scratch_store s;
  const auto id = s->watch("prod", both("acme", "old", "u-1"), 1).algorithm_id;
  CHECK(s->identify(id, both("acme", "new", "u-1"), 2).ref.name == "new");
}

TEST_CASE("a name and a UUID of one algorithm become one, the older") {
  two_names t;
  const auto one = t.merge();
  CHECK(one.algorithm_id == t.by_name);
  CHECK(one.ref == both("acme", "fraud", "u-1"));
  CHECK(t.s.row("SELECT count(*) FROM algorithms") == "1");
}

TEST_CASE("a name and a UUID become one whichever is looked up") {
  two_names t;
  const auto one = t.s->identify(t.by_name, with_uuid("u-1"), 50);
  CHECK(one.algorithm_id == t.by_name);
  CHECK(one.ref == both("acme", "fraud", "u-1"));
  CHECK(t.s.row("SELECT count(*) FROM algorithms") == "1");
}

TEST_CASE("becoming one keeps every row and doubles none") {
  two_names t;
  auto& s = t.s;
  s->append(errors_at(t.by_name, 20, {an_error("req-1"), an_error("req-2")}));
  s->append(errors_at(t.by_uuid, 21, {an_error("req-2"), an_error("req-3")}));
  s->append(builds_at(t.by_name, 20, {a_build("b-1", "succeeded")}));
  s->append(builds_at(t.by_uuid, 21, {a_build("b-1", "succeeded"), a_build("b-2", "failed")}));
  auto published = a_version("hash-1");
  published.semantic_version = "1.0.0";
  s->append(versions_at(t.by_name, 20, {published, a_version("hash-2")}));
  auto released = a_version("hash-1");
  released.release_notes = "notes";
  s->append(versions_at(t.by_uuid, 21, {released, a_version("hash-3")}));
  s.handle().exec(
      "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason)"
      " VALUES (2, 1, 2, 3, 'outage')");
  auto strange = errors_at(t.by_uuid, 22, {});
  strange.refused.push_back({"record 1: no request_id", "{}"});
  s->append(strange);

  t.merge();

  CHECK(s.row("SELECT count(*), count(DISTINCT request_id), max(algorithm_id) FROM errors") ==
        "3|3|1");
  CHECK(s.rows("SELECT request_id, algorithm FROM newest_errors ORDER BY seq") ==
        std::vector<std::string>{"req-1|acme/fraud", "req-2|acme/fraud", "req-3|acme/fraud"});
  CHECK(s.rows("SELECT build_id, algorithm_id FROM builds ORDER BY 1") ==
        std::vector<std::string>{"b-1|1", "b-2|1"});
  CHECK(s.rows("SELECT git_hash, algorithm_id, semantic_version, release_notes, first_seen_at"
               " FROM versions ORDER BY 1") == std::vector<std::string>{"hash-1|1|1.0.0|notes|20",
                                                                        "hash-2|1|NULL|NULL|20",
                                                                        "hash-3|1|NULL|NULL|21"});
  CHECK(s.row("SELECT algorithm_id FROM gaps") == "1");
  CHECK(s.row("SELECT algorithm_id FROM quarantine") == "1");
  CHECK(s.row("SELECT count(*), min(algorithm_id), max(algorithm_id), sum(polls) FROM polls") ==
        "7|1|1|7");
}

TEST_CASE("the number that was given up goes on to work") {
  two_names t;
  t.s->append(errors_at(t.by_name, 20, {}));
  t.merge();
  CHECK(t.s->append(errors_at(t.by_uuid, 60, {an_error("req-9")})).added == 1);
  CHECK(t.s.row("SELECT algorithm_id, backfilled FROM errors") == "1|0");
  CHECK(t.s->identify(t.by_uuid, with_uuid("u-1"), 61).algorithm_id == t.by_name);
  t.s->append(builds_at(t.by_uuid, 60, {a_build("b-1", "succeeded")}));
  CHECK(t.s->pending_logs(t.by_uuid, 100, 9).size() == 1);
}

TEST_CASE("three rows of one algorithm become one") {
  scratch_store s;
  const auto one = s->watch("prod", named("acme", "a"), 1).algorithm_id;
  const auto two = s->watch("prod", with_uuid("u-1"), 1).algorithm_id;
  const auto three = s->watch("prod", named("acme", "b"), 1).algorithm_id;
  s->identify(three, both("acme", "b", "u-1"), 2);  // two and three
  s->identify(three, both("acme", "a", "u-1"), 3);  // renamed, and one
  CHECK(s.row("SELECT algorithm_id, owner, name, uuid FROM algorithms") ==
        std::to_string(one) + "|acme|a|u-1");
  for (const auto id : {one, two, three}) s->append(errors_at(id, 9, {an_error("req-1")}));
  CHECK(s.row("SELECT algorithm_id, polls FROM polls") == std::to_string(one) + "|3");
}

TEST_CASE("a complete walk of one name alone does not count for both") {
  two_names t;
  t.s->append(builds_at(t.by_name, 20, {a_build("b-1", "succeeded")}));
  CHECK_FALSE(t.merge().builds_walked_at.has_value());
}

TEST_CASE("a name that passed to another algorithm leaves the old one its rows") {
  scratch_store s;
  const auto old = s->watch("prod", both("acme", "fraud", "u-1"), 1).algorithm_id;
  const auto next = s->watch("prod", both("acme", "fraud2", "u-2"), 1).algorithm_id;
  s->append(errors_at(old, 5, {an_error("req-1")}));
  CHECK(s->identify(next, both("acme", "fraud", "u-2"), 9).algorithm_id == next);
  CHECK(s.rows("SELECT algorithm FROM v_algorithms ORDER BY algorithm_id") ==
        std::vector<std::string>{"u-1", "acme/fraud"});
  CHECK(s.row("SELECT algorithm FROM newest_errors") == "u-1");
}

namespace {

/// Two algorithms of which both names and both UUIDs are known, each polled once.
struct two_algorithms {
  scratch_store s;
  std::int64_t a = add("a", "u-a", "req-a");
  std::int64_t b = add("b", "u-b", "req-b");

  std::int64_t add(const std::string& name, const std::string& uuid, const std::string& request) {
    const auto id = s->watch("prod", named("acme", name), 1).algorithm_id;
    s->identify(id, both("acme", name, uuid), 2);
    s->append_unchanged({id, "/v1/algorithms/acme/" + name, 3}, collection::algorithm, 1);
    s->append(errors_at(id, 5, {an_error(request)}));
    s->append(builds_at(id, 6, {a_build("b-" + name, "succeeded")}));
    return id;
  }
  std::vector<std::string> algorithms() {
    return s.rows("SELECT name, uuid FROM algorithms ORDER BY algorithm_id");
  }
};

}  // namespace

TEST_CASE("two algorithms that swap names keep their rows, and only the names move") {
  two_algorithms t;
  const auto by_a = t.s->identify(t.a, both("acme", "a", "u-b"), 9);
  CHECK(by_a.algorithm_id == t.b);
  CHECK(by_a.ref == both("acme", "a", "u-b"));
  CHECK(t.algorithms() == std::vector<std::string>{"NULL|u-a", "a|u-b"});
  const auto by_b = t.s->identify(t.b, both("acme", "b", "u-a"), 9);
  CHECK(by_b.algorithm_id == t.a);
  CHECK(t.algorithms() == std::vector<std::string>{"b|u-a", "a|u-b"});
  CHECK(t.s.rows("SELECT request_id, algorithm_id FROM errors ORDER BY seq") ==
        std::vector<std::string>{"req-a|" + std::to_string(t.a), "req-b|" + std::to_string(t.b)});
  CHECK(t.s.rows("SELECT algorithm FROM newest_errors ORDER BY seq") ==
        std::vector<std::string>{"acme/b", "acme/a"});
}

TEST_CASE("a name polled between the halves of a swap has its row again once it is looked up") {
  two_algorithms t;
  t.s->identify(t.a, both("acme", "a", "u-b"), 9);
  const auto meanwhile = t.s->watch("prod", named("acme", "b"), 10);
  CHECK(meanwhile.ref == named("acme", "b"));
  t.s->append(errors_at(meanwhile.algorithm_id, 11, {an_error("req-c")}));
  CHECK(t.s->identify(meanwhile.algorithm_id, both("acme", "b", "u-a"), 12).algorithm_id == t.a);
  CHECK(t.algorithms() == std::vector<std::string>{"b|u-a", "a|u-b"});
  CHECK(t.s.row("SELECT algorithm_id FROM errors WHERE request_id = 'req-c'") ==
        std::to_string(t.a));
}

TEST_CASE("names that move on in a chain lead to the rows of their UUIDs") {
  two_algorithms t;
  const auto c = t.add("c", "u-c", "req-c");
  CHECK(t.s->identify(t.b, both("acme", "b", "u-a"), 9).algorithm_id == t.a);
  CHECK(t.s->identify(c, both("acme", "c", "u-b"), 9).algorithm_id == t.b);
  CHECK(t.algorithms() == std::vector<std::string>{"b|u-a", "c|u-b", "NULL|u-c"});
}

TEST_CASE(
    "an algorithm made again under its name has a row of its own, and the old one keeps its") {
  two_algorithms t;
  const auto made = t.s->identify(t.a, both("acme", "a", "u-new"), 9);
  CHECK(made.algorithm_id > t.b);
  CHECK_FALSE(made.builds_walked_at.has_value());
  CHECK(t.algorithms() == std::vector<std::string>{"NULL|u-a", "b|u-b", "a|u-new"});
  CHECK(t.s.row("SELECT algorithm FROM v_errors WHERE request_id = 'req-a'") == "u-a");
}

TEST_CASE("what was lost since a name was last looked up is lost of both when it has passed on") {
  two_algorithms t;
  t.s.handle().exec(
      "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason) VALUES"
      " (1, 1, 2, 2, 'outage'), (1, 4, 6, 7, 'window_overflow'), (2, 5, 8, 8, 'window_overflow')");
  t.s->identify(t.a, both("acme", "a", "u-b"), 9);
  CHECK(t.s.rows("SELECT from_at, to_at FROM gaps WHERE algorithm_id = 1 ORDER BY gap_id") ==
        std::vector<std::string>{"1|2", "4|6", "5|8"});
  CHECK(t.s.rows("SELECT from_at, to_at FROM gaps WHERE algorithm_id = 2 ORDER BY gap_id") ==
        std::vector<std::string>{"5|8", "4|6"});
}

TEST_CASE("both are walked to the end when a name has passed on") {
  two_algorithms t;
  CHECK(t.s.row("SELECT count(builds_walked_at) FROM algorithms") == "2");
  t.s->identify(t.a, both("acme", "a", "u-b"), 9);
  CHECK(t.s.row("SELECT count(builds_walked_at) FROM algorithms") == "0");
}

TEST_CASE("a build belongs to the algorithm that shows it, once both UUIDs are known") {
  two_algorithms t;
  const auto page = builds_at(t.b, 9, {a_build("b-a", "succeeded")});
  const auto result = t.s->append(page);
  CHECK(result.updated == 1);
  CHECK_FALSE(result.only_finished_known);
  CHECK(t.s.row("SELECT algorithm_id FROM builds WHERE build_id = 'b-a'") == std::to_string(t.b));
  CHECK(t.s->append(page).only_finished_known);

  const auto unknown = t.s->watch("prod", named("acme", "alias"), 1).algorithm_id;
  CHECK(t.s->append(builds_at(unknown, 10, {a_build("b-a", "succeeded")})).only_finished_known);
  CHECK(t.s.row("SELECT algorithm_id FROM builds WHERE build_id = 'b-a'") == std::to_string(t.b));
}

TEST_CASE("a version belongs to the algorithm that shows it, once both UUIDs are known") {
  two_algorithms t;
  auto version = a_version("h-1");
  version.version_uuid = "v-1";
  version.build_id = "b-a";
  t.s->append(versions_at(t.a, 7, {version}));
  const auto result = t.s->append(versions_at(t.b, 9, {version}));
  CHECK(result.updated == 1);
  CHECK_FALSE(result.only_finished_known);
  CHECK(t.s.rows("SELECT algorithm_id, first_seen_at FROM versions") ==
        std::vector<std::string>{std::to_string(t.b) + "|7"});
  CHECK(t.s->append(versions_at(t.b, 10, {version})).only_finished_known);
}

TEST_CASE("of two windows that become one the older memory stays") {
  two_names t;
  t.s.handle().exec(
      "INSERT INTO windows (algorithm_id, executions, newest_at, first_at, asked_at, made_from)"
      " VALUES (1, 3, 50, 20, 60, 60), (2, 3, 40, 10, 55, NULL)");
  t.merge();
  CHECK(t.s.row("SELECT algorithm_id, newest_at, first_at, asked_at, made_from FROM windows") ==
        "1|40|10|55|60");
}

TEST_CASE("a second good name of one algorithm leaves its row the first") {
  two_algorithms t;
  const auto alias = t.s->watch("prod", named("acme", "alias"), 7).algorithm_id;
  const auto row = t.s->identify(alias, with_uuid("u-a"), 8);
  CHECK(row.algorithm_id == t.a);
  CHECK(row.ref == both("acme", "a", "u-a"));
}
