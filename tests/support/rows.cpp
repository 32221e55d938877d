#include "rows.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

namespace algolog::test {

std::vector<std::string> rows_of(SQLite::Database& db, const std::string& sql) {
  SQLite::Statement statement(db, sql);
  std::vector<std::string> rows;
  while (statement.executeStep()) {
    std::string row;
    for (int i = 0; i < statement.getColumnCount(); ++i) {
      if (i > 0) row += '|';
      row += statement.isColumnNull(i) ? "NULL" : statement.getColumn(i).getString();
    }
    rows.push_back(row);
  }
  return rows;
}

std::string row_in(const std::filesystem::path& file, const std::string& sql) {
  SQLite::Database db(file.string(), SQLite::OPEN_READONLY);
  return rows_of(db, sql).at(0);
}

}  // namespace algolog::test
