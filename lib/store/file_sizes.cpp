#include "store/file_sizes.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <filesystem>
#include <system_error>

namespace algolog {
namespace {

std::int64_t pragma(const SQLite::Database& db, const char* sql) {
  SQLite::Statement row(db, sql);
  row.executeStep();
  return row.getColumn(0).getInt64();
}

}  // namespace

file_sizes sizes_of(const SQLite::Database& db) {
  file_sizes found;
  found.page = pragma(db, "PRAGMA page_size");
  found.database = found.page * pragma(db, "PRAGMA page_count");
  found.free = found.page * pragma(db, "PRAGMA freelist_count");
  std::error_code absent;
  const auto wal = std::filesystem::file_size(db.getFilename() + "-wal", absent);
  if (!absent) found.wal = static_cast<std::int64_t>(wal);
  return found;
}

}  // namespace algolog
