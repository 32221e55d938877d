#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace e2e {

/// The database as any reader sees it. Throws SQLite::Exception.
class stored {
 public:
  explicit stored(const std::filesystem::path& database);

  /// The first value of a query.
  std::int64_t number(const std::string& sql) const;
  std::string text(const std::string& sql) const;
  std::int64_t count(const std::string& table) const;
  /// Every row of a query, its values with '|' between them; NULL is "NULL".
  std::vector<std::string> rows(const std::string& sql) const;

  SQLite::Database& handle() const noexcept { return db_; }

 private:
  mutable SQLite::Database db_;
};

}  // namespace e2e
