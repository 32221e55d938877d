#include "stored.hpp"

#include <SQLiteCpp/Column.h>

#include "rows.hpp"

namespace e2e {

stored::stored(const std::filesystem::path& database)
    : db_(database.string(), SQLite::OPEN_READONLY, 5000) {}

std::int64_t stored::number(const std::string& sql) const { return db_.execAndGet(sql).getInt64(); }

std::string stored::text(const std::string& sql) const { return db_.execAndGet(sql).getString(); }

std::int64_t stored::count(const std::string& table) const {
  return number("SELECT count(*) FROM " + table);
}

std::vector<std::string> stored::rows(const std::string& sql) const {
  return algolog::test::rows_of(db_, sql);
}

}  // namespace e2e
