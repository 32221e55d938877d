#include "stored.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

namespace e2e {

stored::stored(const std::filesystem::path& database)
    : db_(database.string(), SQLite::OPEN_READONLY, 5000) {}

std::int64_t stored::number(const std::string& sql) const { return db_.execAndGet(sql).getInt64(); }

std::string stored::text(const std::string& sql) const { return db_.execAndGet(sql).getString(); }

std::int64_t stored::count(const std::string& table) const {
  return number("SELECT count(*) FROM " + table);
}

std::vector<std::string> stored::rows(const std::string& sql) const {
  std::vector<std::string> all;
  SQLite::Statement query(db_, sql);
  while (query.executeStep()) {
    std::string row;
    for (int i = 0; i < query.getColumnCount(); ++i) {
      const auto value = query.getColumn(i);
      row += (i > 0 ? "|" : "") + (value.isNull() ? std::string("NULL") : value.getString());
    }
    all.push_back(row);
  }
  return all;
}

}  // namespace e2e
