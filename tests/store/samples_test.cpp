#include "catch.hpp"
#include "scratch_store.hpp"
#include "store/sample.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

constexpr std::int64_t day = 24LL * 3600 * 1000;

sample taken_at(std::int64_t at) { return {at, 60, 2, 5, 1, 40, 12.5}; }

/// Eight days of samples, the first of minute ten.
void fill(scratch_store& s) {
  s.handle().exec(
      "INSERT INTO samples WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
      " WHERE i < 1152) SELECT i * 600000, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM n");
}

}  // namespace

TEST_CASE("a sample is stored with the sizes of the database") {
  scratch_store s;
  watch_fraud(s);
  s->append(taken_at(1000));
  CHECK(s.row("SELECT at, polls, failed_polls, new_errors, new_builds, queue_records, commit_ms"
              " FROM samples") == "1000|60|2|5|1|40|12.5");
  CHECK(s.row("SELECT database_bytes = (SELECT page_count * page_size FROM pragma_page_count,"
              " pragma_page_size) FROM samples") == "1");
  CHECK(s.row("SELECT wal_bytes > 0, free_bytes FROM samples") == "1|0");
}

TEST_CASE("as many samples are kept as 8 days bring, and those of the newest days") {
  scratch_store s;
  fill(s);
  s->append(taken_at(1153 * 10 * 60'000));
  CHECK(s.row("SELECT min(at) / 600000, max(at) / 600000, count(*) FROM samples") == "2|1153|1152");
}

TEST_CASE("a clock that is ahead takes no samples with it, and its own go first") {
  scratch_store s;
  fill(s);
  s->append(taken_at(5000 * day));
  CHECK(s.row("SELECT min(at) / 600000, count(*) FROM samples") == "2|1152");
  s->append(taken_at(1153 * 10 * 60'000));
  CHECK(s.row("SELECT min(at) / 600000, max(at) / 600000, count(*) FROM samples") == "2|1153|1152");
}
