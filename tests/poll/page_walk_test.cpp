#include "poll/page_walk.hpp"

#include "catch.hpp"

using namespace algolog;

TEST_CASE("a walk follows the markers to the page without one") {
  page_walk walk(true, 50);
  CHECK_FALSE(walk.marker());
  CHECK(walk.on_page("a") == walk_stage::more);
  CHECK(walk.marker() == "a");
  CHECK(walk.on_page(std::nullopt) == walk_stage::completed);
  CHECK(walk.done());
}

TEST_CASE("a marker that repeats ends the walk") {
  page_walk walk(true, 50);
  walk.on_page("a");
  walk.on_page("b");
  CHECK(walk.on_page("a") == walk_stage::completed);
  CHECK(walk.done());
}

TEST_CASE("a refused limit is halved down to one") {
  page_walk walk(true, 50);
  CHECK(walk.retry_after(errc::limit_refused));
  CHECK(walk.limit() == 25);
  for (int i = 0; i < 4; ++i) CHECK(walk.retry_after(errc::limit_refused));
  CHECK(walk.limit() == 1);
  CHECK_FALSE(walk.retry_after(errc::limit_refused));
}

TEST_CASE("a refused marker starts the walk over, once") {
  page_walk walk(true, 50);
  CHECK_FALSE(walk.retry_after(errc::invalid_marker));  // the first page had none to refuse
  walk.on_page("a");
  CHECK(walk.retry_after(errc::invalid_marker));
  CHECK_FALSE(walk.marker());
  CHECK(walk.on_page("a") == walk_stage::more);  // and may meet the same marker again
  CHECK_FALSE(walk.retry_after(errc::invalid_marker));
}

TEST_CASE("any other failure fails the walk") {
  page_walk walk(true, 50);
  walk.on_page("a");
  for (const auto code : {errc::timeout, errc::server_error, errc::forbidden, errc::not_json}) {
    CHECK_FALSE(walk.retry_after(code));
  }
}

TEST_CASE("only an incomplete walk may end early") {
  CHECK_FALSE(page_walk(true, 50).may_end_early());
  page_walk walk(false, 50);
  CHECK(walk.may_end_early());
  walk.on_page("a");
  walk.end_early();
  CHECK(walk.done());
}
