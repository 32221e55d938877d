#pragma once

#include <SQLiteCpp/Database.h>

#include <string>
#include <vector>

namespace algolog::test {

/// Every row as its columns joined by '|', NULL as "NULL".
std::vector<std::string> rows_of(SQLite::Database& db, const std::string& sql);

}  // namespace algolog::test
