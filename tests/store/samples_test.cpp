#include "catch.hpp"
#include "scratch_store.hpp"
#include "store/sample.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

constexpr std::int64_t day = 24LL * 3600 * 1000;

sample taken_at(std::int64_t at) { return {at, 60, 2, 5, 1, 40, 12.5}; }

}  // namespace

TEST_CASE("a sample is stored with the sizes of the database") {
  scratch_store s;
  s->watch("prod", named("acme", "fraud"), 1);
  s->append(taken_at(1000));
  CHECK(s.row("SELECT at, polls, failed_polls, new_errors, new_builds, queue_records, commit_ms"
              " FROM samples") == "1000|60|2|5|1|40|12.5");
  CHECK(s.row("SELECT database_bytes = (SELECT page_count * page_size FROM pragma_page_count,"
              " pragma_page_size) FROM samples") == "1");
  CHECK(s.row("SELECT wal_bytes > 0, free_bytes FROM samples") == "1|0");
}

TEST_CASE("samples are kept for 8 days") {
  scratch_store s;
  for (std::int64_t at = 0; at <= 20; ++at) s->append(taken_at(at * day));
  CHECK(s.row("SELECT min(at) / 86400000, max(at) / 86400000, count(*) FROM samples") == "12|20|9");
}

TEST_CASE("samples of a clock that was ahead go once it is right again") {
  scratch_store s;
  s->append(taken_at(10 * day));
  s->append(taken_at(5000 * day));
  s->append(taken_at(11 * day));
  CHECK(s.rows("SELECT at / 86400000 FROM samples") == std::vector<std::string>{"11"});
}
