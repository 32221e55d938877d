#include "store/failure.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "store/database.hpp"
#include "store/database_error.hpp"

namespace algolog {
namespace {

std::string what_happened(int code) {
  switch (code) {
    case SQLITE_FULL: return "no room left for the database";
    case SQLITE_IOERR: return "the file system failed";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: return "another program holds a lock on the database";
    case SQLITE_READONLY:
    case SQLITE_PERM: return "the database cannot be written";
    case SQLITE_CANTOPEN: return "a file of the database cannot be opened";
    case SQLITE_NOMEM: return "out of memory";
    default: return {};
  }
}

/// errno of the last call that failed on the WAL or on the file itself. (sqlite3_system_errno does
/// not know of what fails in a COMMIT.)
int last_errno(sqlite3* db) {
  int last = 0;
  sqlite3_file* wal = nullptr;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
  if (wal != nullptr && wal->pMethods != nullptr) {
    wal->pMethods->xFileControl(wal, SQLITE_FCNTL_LAST_ERRNO, &last);
  }
  if (last == 0) sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &last);
  return last;
}

/// "disk I/O error" is what SQLite says of a failing disk and of a read-only one alike.
std::string system_reason(database& db, int code) {
  const int reason = code == SQLITE_IOERR ? last_errno(db.handle().getHandle()) : 0;
  return reason == 0 ? "" : std::string(": ") + std::strerror(reason);
}

}  // namespace

error failure_of(database& db) {
  try {
    throw;
  } catch (const SQLite::Exception& e) {
    const int code = e.getErrorCode() & 0xff;
    if (is_corruption(e)) {
      return {errc::store_corrupt, corruption(db.handle().getFilename(), e.what())};
    }
    const auto text = what_happened(code);
    const auto said = " (" + std::string(e.what()) + system_reason(db, code) + ")";
    if (text.empty()) return {errc::store_failed, "the database refused" + said};
    return {errc::store_unavailable, text + said};
  } catch (const std::bad_alloc&) {
    return {errc::store_unavailable, what_happened(SQLITE_NOMEM)};
  } catch (const std::exception& e) {
    return {errc::store_failed, e.what()};
  } catch (...) {
    return {errc::store_failed, "unknown exception"};
  }
}

}  // namespace algolog
