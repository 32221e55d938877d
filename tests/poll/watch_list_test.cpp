#include "poll/watch_list.hpp"

#include "catch.hpp"
#include "watches_of.hpp"

using namespace algolog;

namespace {

const std::string u1 = "11111111-0000-4000-8000-000000000000";
const std::string u2 = "22222222-0000-4000-8000-000000000000";

struct told_watches : test::watches_of {
  using watches_of::watches_of;

  /// How many watches that concerns.
  std::size_t learn(const std::string& algorithm, std::int64_t id, const std::string& name,
                    const std::string& uuid) {
    become(algorithm, id, name, uuid);
    return list->learned(of(algorithm)).size();
  }
  std::string twin_of(const std::string& algorithm) {
    const auto* twin = list->twin_of(of(algorithm));
    return twin == nullptr ? "nobody" : twin->settings.ref.display();
  }
};

}  // namespace

TEST_CASE("a name and a UUID are one although the row of the name is not known yet") {
  told_watches t({"acme/a", u1});
  t.learn(u1, 1, "acme/a", u1);
  CHECK(t.twin_of(u1) == "acme/a");
  CHECK(t.twin_of("acme/a") == "nobody");
  CHECK(t.of("acme/a").known.algorithm_id == 1);
}

TEST_CASE("a UUID whose answer names no owner is one with the name that tells it") {
  told_watches t({"acme/a", u1});
  t.learn(u1, 1, "", u1);
  CHECK(t.twin_of(u1) == "nobody");
  t.learn("acme/a", 1, "acme/a", u1);
  CHECK(t.twin_of(u1) == "acme/a");
  CHECK(t.of(u1).known.ref.name == "a");
}

TEST_CASE("of one algorithm with two names somebody is always polled") {
  told_watches t({"acme/a", u1});
  t.learn(u1, 1, "acme/a", u1);
  t.configure({u1});
  CHECK(t.twin_of(u1) == "nobody");
  t.configure({u1, "acme/a"});
  CHECK(t.twin_of(u1) == "acme/a");
  t.of("acme/a").astray = true;
  t.list->learned(t.of("acme/a"));
  CHECK(t.twin_of(u1) == "nobody");
  CHECK(t.twin_of("acme/a") == u1);
}

TEST_CASE("names that two algorithms swapped are looked up anew, and neither is the other's twin") {
  told_watches t({"acme/a", "acme/b"});
  t.learn("acme/a", 1, "acme/a", u1);
  t.learn("acme/b", 2, "acme/b", u2);
  t.learn("acme/a", 2, "acme/a", u2);
  CHECK(t.of("acme/b").outdated);
  CHECK_FALSE(t.of("acme/a").outdated);
  CHECK(t.twin_of("acme/a") == "nobody");
  CHECK(t.twin_of("acme/b") == "nobody");
  t.learn("acme/b", 1, "acme/b", u1);
  CHECK_FALSE(t.of("acme/b").outdated);
  CHECK_FALSE(t.of("acme/a").outdated);
  CHECK(t.twin_of("acme/b") == "nobody");
}

TEST_CASE("a UUID that lost its name must not be asked for by it") {
  told_watches t({"acme/a", u1});
  t.learn(u1, 1, "acme/a", u1);
  t.learn("acme/a", 2, "acme/a", u2);
  CHECK(t.of(u1).outdated);
  CHECK_FALSE(t.of(u1).known.ref.has_name());
  CHECK(t.twin_of(u1) == "nobody");
}

TEST_CASE("a name is no twin of the UUID any more once that has another name") {
  told_watches t({u1, "acme/a"});
  t.learn(u1, 1, "acme/a", u1);
  t.learn("acme/a", 1, "acme/a", u1);
  CHECK(t.twin_of(u1) == "acme/a");
  t.learn(u1, 1, "acme/moved", u1);
  CHECK(t.of("acme/a").outdated);
  CHECK(t.of("acme/a").alias_of == u1);
  CHECK(t.twin_of(u1) == "nobody");
  CHECK(t.twin_of("acme/a") == "nobody");
}

TEST_CASE("an alias that was confirmed is polled once, and nobody is looked up in circles") {
  told_watches t({"acme/a", "acme/b"});
  t.learn("acme/a", 1, "acme/a", u1);
  t.learn("acme/b", 1, "acme/b", u1);
  REQUIRE(t.of("acme/a").outdated);
  t.learn("acme/a", 1, "acme/b", u1);  // both names are good: its look-up left the row its name
  CHECK_FALSE(t.of("acme/a").outdated);
  CHECK_FALSE(t.of("acme/b").outdated);
  CHECK(t.twin_of("acme/b") == "acme/a");
  CHECK(t.learn("acme/b", 1, "acme/b", u1) == 0);
}

TEST_CASE("a row of its own takes away what was remembered of another one's errors") {
  told_watches t({"acme/a"});
  t.learn("acme/a", 1, "acme/a", u1);
  t.of("acme/a").errors_mark = mark{1, 2};
  t.learn("acme/a", 1, "acme/a", u1);
  CHECK(t.of("acme/a").errors_mark == mark{1, 2});
  t.learn("acme/a", 2, "acme/a", u2);
  CHECK_FALSE(t.of("acme/a").errors_mark);
}

TEST_CASE("another row or another name takes away which records were known") {
  told_watches t({"acme/a"});
  auto& one = t.of("acme/a");
  t.learn("acme/a", 1, "acme/a", u1);
  one.windows.keep(one, known_window(1));
  t.learn("acme/a", 1, "acme/a", u1);
  CHECK(one.windows.of(one));
  t.learn("acme/a", 1, "acme/b", u1);
  CHECK_FALSE(one.windows.of(one));
  one.windows.keep(one, known_window(1));
  t.learn("acme/a", 2, "acme/b", u1);
  CHECK_FALSE(one.windows.of(one));
}
