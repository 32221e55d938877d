#pragma once

#include <SQLiteCpp/Database.h>

#include <filesystem>
#include <string>
#include <vector>

namespace algolog::test {

/// Every row as its columns joined by '|', NULL as "NULL".
std::vector<std::string> rows_of(SQLite::Database& db, const std::string& sql);

/// The first row that any reader of the file gets.
std::string row_in(const std::filesystem::path& file, const std::string& sql);

}  // namespace algolog::test
