#include "poll/window_cache.hpp"

#include "catch.hpp"
#include "watches_of.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

known_window of(std::size_t records) { return known_window(records); }

}  // namespace

TEST_CASE("a window is known until it is forgotten, and only for its route") {
  watches_of t({"acme/a", "acme/b"});
  window_cache windows(1U << 20);
  windows.keep(t.of("acme/a"), of(3));
  REQUIRE(windows.of(t.of("acme/a")));
  CHECK(windows.of(t.of("acme/a"))->size() == 3);
  CHECK_FALSE(windows.of(t.of("acme/b")));
  windows.keep(t.of("acme/a"), of(5));
  CHECK(windows.of(t.of("acme/a"))->size() == 5);
  windows.forget(t.of("acme/a"));
  CHECK_FALSE(windows.of(t.of("acme/a")));
  CHECK(windows.bytes() == 0);
}

TEST_CASE("beyond its memory the windows go that have not changed for longest") {
  watches_of t({"acme/a", "acme/b", "acme/c"});
  window_cache windows(2500 * sizeof(known_record));
  windows.keep(t.of("acme/a"), of(1000));
  windows.keep(t.of("acme/b"), of(1000));
  windows.keep(t.of("acme/a"), of(1000));
  windows.keep(t.of("acme/c"), of(1000));
  CHECK(windows.of(t.of("acme/a")));
  CHECK_FALSE(windows.of(t.of("acme/b")));
  CHECK(windows.of(t.of("acme/c")));
  CHECK(windows.bytes() <= 2500 * sizeof(known_record));
  windows.limit(1500 * sizeof(known_record));
  CHECK_FALSE(windows.of(t.of("acme/a")));
  CHECK(windows.of(t.of("acme/c")));
}

TEST_CASE("a window that a poll still uses lives on, and one that never fits is not kept") {
  watches_of t({"acme/a"});
  window_cache windows(100 * sizeof(known_record));
  windows.keep(t.of("acme/a"), of(10));
  const auto used = windows.of(t.of("acme/a"));
  windows.keep(t.of("acme/a"), of(1000));
  CHECK_FALSE(windows.of(t.of("acme/a")));
  CHECK(used->size() == 10);
  CHECK(windows.bytes() == 0);
}

TEST_CASE("no memory keeps no window") {
  watches_of t({"acme/a"});
  window_cache windows(0);
  windows.keep(t.of("acme/a"), of(1));
  CHECK_FALSE(windows.of(t.of("acme/a")));
}
