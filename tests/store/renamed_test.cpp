#include <string>

#include "catch.hpp"
#include "scratch_store.hpp"

using namespace algolog;
using namespace algolog::test;
using strings = std::vector<std::string>;

namespace {

const std::string uuid = "4a1b7a2a-4183-4939-a292-26e677aeba73";

/// An algorithm that is polled by its UUID, and renamed from old to new; its records have no names.
struct renamed {
  scratch_store s;
  std::int64_t id = s->watch("prod", with_uuid(uuid), 1).algorithm_id;
  std::int64_t now = 10;

  renamed() { name("old"); }

  void name(const std::string& is) { s->identify(id, {"acme", is, uuid}, ++now); }
  /// As the parser makes it of a record without names.
  static error_record nameless(const std::string& request_id, const std::string& polled) {
    auto record = named(request_id, polled);
    record.nameless = true;
    return record;
  }
  static error_record named(const std::string& request_id, const std::string& algoname) {
    auto record = an_error(request_id);
    record.algoname = algoname;
    return record;
  }
  append_result poll(std::vector<error_record> records) {
    return s->append(errors_at(id, now += 10, std::move(records)));
  }
  strings stored() {
    return s.rows("SELECT request_id, algoname, occurrence FROM errors ORDER BY seq");
  }
};

}  // namespace

TEST_CASE("records without names stay the same when their algorithm is renamed") {
  renamed t;
  t.poll({t.nameless("req-1", "old"), t.nameless("req-2", "old")});
  t.name("new");
  CHECK(t.poll({t.nameless("req-1", "new"), t.nameless("req-2", "new")}).unchanged == 2);
  t.s.reopen();
  t.name("newer");
  CHECK(t.poll({t.nameless("req-2", "newer"), t.nameless("req-3", "newer")}).unchanged == 1);
  CHECK(t.stored() == strings{"req-1|old|1", "req-2|old|1", "req-3|newer|1"});
  CHECK(t.s.row("SELECT count(*) FROM quarantine") == "0");
}

TEST_CASE("a second record of an execution counts on after its algorithm was renamed") {
  renamed t;
  t.poll({t.nameless("req-1", "old")});
  t.name("new");
  auto second = t.nameless("req-1", "new");
  second.created_at = 2000;
  CHECK(t.poll({second, t.nameless("req-1", "new")}).added == 1);
  CHECK(t.poll({second, t.nameless("req-1", "new")}).unchanged == 2);
  CHECK(t.stored() == strings{"req-1|old|1", "req-1|new|2"});
}

TEST_CASE("records that name their algorithm stay the same under its old and its new name") {
  renamed t;
  t.poll({t.named("req-1", "old"), t.named("req-2", "old")});
  t.name("new");
  CHECK(t.poll({t.named("req-1", "old"), t.named("req-2", "new")}).unchanged == 2);
  const auto caller = t.s->watch("prod", named("acme", "pipeline"), 1).algorithm_id;
  CHECK(t.s->append(errors_at(caller, 99, {t.named("req-1", "new")})).unchanged == 1);
}

TEST_CASE(
    "a record stored under a former name is known beside one of the same execution under a new") {
  renamed t;
  t.name("new");
  t.poll({t.named("req-1", "old")});
  auto first = t.named("req-1", "new");
  first.created_at = 500;
  CHECK(t.poll({first, t.named("req-1", "old")}).added == 1);
  CHECK(t.poll({first, t.named("req-1", "old")}).unchanged == 2);
  CHECK(t.stored() == strings{"req-1|old|1", "req-1|new|2"});
}

TEST_CASE("an algorithm made under a name that was another's has records of its own") {
  renamed t;
  t.poll({t.nameless("req-1", "old")});
  t.name("new");
  const auto other = t.s->watch("prod", named("acme", "old"), 1).algorithm_id;
  CHECK(t.s->append(errors_at(other, 50, {t.named("req-2", "old")})).added == 1);
  // It was called by the renamed one, whose own records are of that execution as well.
  CHECK(t.poll({t.nameless("req-2", "new"), t.named("req-2", "old")}).added == 1);
  CHECK(t.stored() == strings{"req-1|old|1", "req-2|old|1", "req-2|new|1"});
}

TEST_CASE("records that waited for the database while their algorithm was renamed have its name") {
  renamed t;
  t.name("new");
  t.poll({t.nameless("req-1", "old")});
  CHECK(t.poll({t.nameless("req-1", "new")}).unchanged == 1);
  CHECK(t.stored() == strings{"req-1|new|1"});
}

TEST_CASE("two rows of one algorithm that become one know its records by both names") {
  scratch_store s;
  const auto by_name = s->watch("prod", named("acme", "old"), 1).algorithm_id;
  const auto by_uuid = s->watch("prod", with_uuid(uuid), 2).algorithm_id;
  s->identify(by_uuid, {"acme", "new", uuid}, 3);
  s->append(errors_at(by_uuid, 10, {renamed::nameless("req-1", "new")}));
  s->identify(by_name, {"acme", "old", uuid}, 20);
  CHECK(s->append(errors_at(by_name, 30, {renamed::nameless("req-1", "old")})).unchanged == 1);
}
