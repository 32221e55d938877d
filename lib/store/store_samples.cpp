#include <SQLiteCpp/Column.h>

#include <filesystem>
#include <system_error>

#include "store/sample.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace algolog {
namespace {

constexpr std::int64_t kept_ms = 8LL * 24 * 3600 * 1000;

std::int64_t pragma(SQLite::Database& db, const char* sql) { return db.execAndGet(sql).getInt64(); }

std::int64_t wal_bytes(SQLite::Database& db) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(db.getFilename() + "-wal", failed);
  return failed ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

void store::append(const sample& taken) {
  auto& db = tables_->cache.handle();
  const auto page = pragma(db, "PRAGMA page_size");
  // One in the future was written while the system clock was ahead.
  query(tables_->cache, "DELETE FROM samples WHERE at < ?1 - ?2 OR at >= ?1")
      .with(taken.at, kept_ms)
      .run();
  query(tables_->cache,
        "INSERT INTO samples (at, database_bytes, free_bytes, wal_bytes, polls, failed_polls,"
        " new_errors, new_builds, queue_records, commit_ms)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
      .with(taken.at, page * pragma(db, "PRAGMA page_count"),
            page * pragma(db, "PRAGMA freelist_count"), wal_bytes(db), taken.polls,
            taken.failed_polls, taken.new_errors, taken.new_builds, taken.queue_records,
            taken.commit_ms)
      .run();
}

}  // namespace algolog
