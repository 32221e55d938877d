#include "store/file_sizes.hpp"
#include "store/sample.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace algolog {
namespace {

constexpr std::int64_t kept = 8LL * 24 * 6;  // eight days, at one in ten minutes

}  // namespace

void store::append(const sample& taken) {
  // By row number: a clock that is ahead must not delete all of them. Rows with a time in the
  // future were written while it was ahead, and are deleted first.
  query(tables_->cache,
        "DELETE FROM samples WHERE at = ?1 OR at IN (SELECT at FROM samples ORDER BY at < ?1, at"
        " LIMIT max(0, (SELECT count(*) FROM samples) + 1 - ?2))")
      .with(taken.at, kept)
      .run();
  const auto sizes = sizes_of(tables_->cache.handle());
  query(tables_->cache,
        "INSERT INTO samples (at, database_bytes, free_bytes, wal_bytes, polls, failed_polls,"
        " new_errors, new_builds, queue_records, commit_ms)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
      .with(taken.at, sizes.database, sizes.free, sizes.wal, taken.polls, taken.failed_polls,
            taken.new_errors, taken.new_builds, taken.queue_records, taken.commit_ms)
      .run();
}

}  // namespace algolog
