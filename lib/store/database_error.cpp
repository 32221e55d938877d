#include "store/database_error.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <cstring>

#include "schema/migrations.hpp"

namespace algolog {

using std::filesystem::path;

void throw_newer(const path& file, std::int64_t version) {
  throw database_error(
      database_error::kind::newer,
      file.string() + ": made by a newer algologd (schema " + std::to_string(version) +
          ", this one knows " + std::to_string(migrations().back().version) +
          "); install that version or a later one, or set [store] path to another file");
}

void throw_foreign(const path& file) {
  throw database_error(
      database_error::kind::foreign,
      file.string() +
          ": not a database of algologd; it was left untouched: set [store] path to another file");
}

bool is_corruption(const SQLite::Exception& why) noexcept {
  const int code = why.getErrorCode() & 0xff;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

std::string corruption(const path& file, const std::string& found) {
  const auto name = file.string();
  return name + ": damaged (" + found +
         "); stop algologd, then restore a backup, or save what is left: sqlite3 " + name +
         " .recover | sqlite3 " + name + ".recovered";
}

void throw_corrupt(const path& file, const std::string& found) {
  throw database_error(database_error::kind::corrupt, corruption(file, found));
}

void throw_read_only(const path& file) {
  throw database_error(database_error::kind::unavailable,
                       file.string() +
                           ": cannot be written; the user of algologd must be able to write it, its"
                           " -wal and -shm, and the folder " +
                           file.parent_path().string());
}

void throw_unreadable(const path& file, int system_error) {
  throw database_error(database_error::kind::unavailable,
                       file.string() + ": cannot be read: " + std::strerror(system_error));
}

void throw_database_error(const path& file, const SQLite::Exception& why) {
  if (is_corruption(why)) throw_corrupt(file, why.what());
  const int code = why.getErrorCode() & 0xff;
  if (code == SQLITE_READONLY || code == SQLITE_PERM) throw_read_only(file);
  std::string message = file.string() + ": cannot be used: " + why.what();
  if (code == SQLITE_CANTOPEN) {
    message += "; it, its -wal and -shm, and the folder " + file.parent_path().string() +
               " must be open to the user";
  }
  if (code == SQLITE_BUSY) message += "; another program holds a lock on it: let that end first";
  if (code == SQLITE_FULL) message += "; make room on its file system";
  throw database_error(database_error::kind::unavailable, message);
}

}  // namespace algolog
