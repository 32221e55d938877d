#include "catch.hpp"
#include "watched_store.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

constexpr auto more = walk_stage::more;
constexpr auto ended = walk_stage::ended;
constexpr auto completed = walk_stage::completed;

/// An algorithm whose builds were walked to the end at 10, and two walks through them.
struct walked : watched_store {
  walked() { page({}, "b-1", completed); }

  append_result page(walk_facts walk, const std::string& build, walk_stage stage) {
    auto next = builds_at(id, 10, {a_build(build, "succeeded")}, stage);
    next.last_full_walk = 10;
    next.walk = std::move(walk);
    return s->append(next);
  }
  std::string mark() { return s.row("SELECT builds_walked_at FROM algorithms"); }
};

}  // namespace

TEST_CASE("a walk that ends leaves the mark away as long as another has not ended") {
  walked t;
  t.page({1, 2, {}}, "b-2", more);
  t.page({2, 2, {}}, "b-2", ended);
  CHECK(t.mark() == "NULL");
  t.page({2, 2, {}}, "b-3", more);
  CHECK_FALSE(t.page({2, 2, {}}, "b-1", ended).walked_at.has_value());
  CHECK(t.mark() == "NULL");
  CHECK(t.page({1, 2, {}}, "b-1", ended).walked_at == 10);
  CHECK(t.mark() == "10");
}

TEST_CASE("a walk that ends does not bring back a mark that an interrupted one took away") {
  walked t;
  t.page({1, 1, {}}, "b-2", more);
  t.s.reopen();
  t.page({1, 1, {}}, "b-2", ended);
  CHECK(t.mark() == "NULL");
}

TEST_CASE("only a complete walk that began after it mends one that broke off") {
  walked t;
  t.page({2, 3, {}}, "b-2", more);  // and broke off
  t.page({3, 3, {}}, "b-1", completed);
  CHECK(t.mark() == "NULL");
  t.page({4, 4, {}}, "b-1", completed);
  CHECK(t.mark() == "10");
}

TEST_CASE("a last page with something new is not the end of a walk until that is concluded") {
  walked t;
  t.page({1, 1, {}}, "b-2", ended);
  CHECK(t.mark() == "NULL");
  t.page({1, 1, {}}, "b-1", completed);
  CHECK(t.mark() == "10");
}

TEST_CASE("a walk with a doubt is not complete, and the ledger says why") {
  walked t;
  CHECK_FALSE(t.page({1, 1, "1 record not understood"}, "b-1", completed).walked_at.has_value());
  CHECK(t.mark() == "NULL");
  CHECK(t.s.rows("SELECT outcome, detail FROM polls ORDER BY poll_id") ==
        std::vector<std::string>{"ok|NULL", "incomplete|1 record not understood"});
  t.page({2, 2, {}}, "b-1", completed);
  CHECK(t.mark() == "10");
}

TEST_CASE("a walk that was under way when two names became one does not bring the mark back") {
  walked t;
  const auto other = t.s->watch("prod", with_uuid("u-1"), 1).algorithm_id;
  t.page({1, 1, {}}, "b-2", more);
  t.s->identify(t.id, with_uuid("u-1"), 20);
  CHECK(t.s.row("SELECT count(*) FROM algorithms") == "1");
  t.page({1, 1, {}}, "b-1", ended);
  CHECK(t.mark() == "NULL");
  CHECK(other != t.id);
}

TEST_CASE("what a walk did not show is known, the newest and the oldest of it") {
  walked t;
  for (int i = 2; i <= 5; ++i) {
    auto build = a_build("b-" + std::to_string(i), "succeeded");
    build.started_at = 5000 - i;
    t.s->append(builds_at(t.id, 10, {build}));
  }
  t.s->append(builds_at(t.id, 10, {a_build("b-running", "in-progress")}));
  const auto behind = [&](const std::vector<std::string>& shown) {
    return t.s->builds_not_shown(t.id, shown);
  };
  CHECK(behind({"b-1", "b-2"}) == std::vector<std::string>{"b-3", "b-5"});
  CHECK(behind({"b-1", "b-2", "b-3", "b-4"}) == std::vector<std::string>{"b-5"});
  CHECK(behind({"b-1", "b-2", "b-3", "b-4", "b-5"}).empty());
}
