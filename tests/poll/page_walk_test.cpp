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

TEST_CASE(
    "the end of a walk is in doubt after a refused record, and where a known one is missing") {
  page_walk walk(true, 50);
  CHECK(walk.doubt().empty());
  walk.miss("b-7");
  CHECK(walk.doubt() == "the pages end before b-7, which the cluster has");
  walk.refuse(1);
  CHECK(walk.doubt() == "1 record not understood: more may lie behind");
  CHECK(walk.facts({}).doubt == walk.doubt());
}

TEST_CASE("only a walk that was concluded takes an earlier doubt away") {
  page_walk walk(false, 50);
  CHECK(walk.facts("earlier").doubt == "earlier");
  walk.on_page(std::nullopt);
  CHECK(walk.facts("earlier").doubt == "earlier");
  walk.conclude();
  CHECK(walk.facts("earlier").doubt.empty());
}

TEST_CASE("a short walk is concluded when it reached the last page and brought something new") {
  page_walk quiet(false, 50);
  quiet.on_page(std::nullopt);
  CHECK_FALSE(quiet.to_conclude(false));
  CHECK(quiet.to_conclude(true));
  page_walk early(false, 50);
  early.on_page("a");
  early.end_early();
  CHECK_FALSE(early.to_conclude(true));
  page_walk whole(true, 50);
  whole.on_page(std::nullopt);
  CHECK(whole.to_conclude(false));
}

TEST_CASE("walks are numbered as they begin, and know the newest that has begun") {
  page_walk first(true, 50);
  CHECK(first.facts({}).begun == first.facts({}).number);
  page_walk second(true, 50);
  CHECK(second.facts({}).number == first.facts({}).number + 1);
  CHECK(first.facts({}).begun == second.facts({}).number);
}

TEST_CASE("pages without end are given up at a bound, which leaves a doubt") {
  page_walk walk(true, 50);
  int pages = 0;
  while (!walk.done()) walk.on_page(std::to_string(++pages));
  CHECK(pages == 10'001);
  CHECK(walk.doubt() == "the pages do not end: more than 10000 of them, or 32 MiB of ids");

  page_walk wide(true, 50);
  for (pages = 0; !wide.done(); ++pages) {
    for (int i = 0; i < 50; ++i) wide.show(std::string(1024, 'x'));
    wide.on_page(std::to_string(pages));
  }
  CHECK(pages < 700);
  CHECK_FALSE(wide.doubt().empty());
}
