#include "page/stored_text.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>

namespace algolog {
namespace {

class opened_text {
 public:
  opened_text(SQLite::Database& db, const text_place& where) : db_(db) {
    check(
        sqlite3_blob_open(db.getHandle(), "main", where.table, where.column, where.row, 0, &blob_));
  }
  ~opened_text() { sqlite3_blob_close(blob_); }
  opened_text(const opened_text&) = delete;
  opened_text& operator=(const opened_text&) = delete;

  int size() const noexcept { return sqlite3_blob_bytes(blob_); }

  std::string read(int from, int length) const {
    std::string text(static_cast<std::size_t>(length), '\0');
    if (length > 0) check(sqlite3_blob_read(blob_, text.data(), length, from));
    return text;
  }

 private:
  void check(int code) const {
    if (code != SQLITE_OK) throw SQLite::Exception(db_.getHandle(), code);
  }

  SQLite::Database& db_;
  sqlite3_blob* blob_ = nullptr;
};

}  // namespace

std::string beginning_of(SQLite::Database& db, const text_place& where, std::size_t most) {
  const opened_text text(db, where);
  return text.read(0, std::min(text.size(), static_cast<int>(most)));
}

std::string end_of(SQLite::Database& db, const text_place& where, std::size_t most) {
  const opened_text text(db, where);
  const int length = std::min(text.size(), static_cast<int>(most));
  return text.read(text.size() - length, length);
}

}  // namespace algolog
