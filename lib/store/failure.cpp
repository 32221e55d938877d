#include "store/failure.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "store/database.hpp"
#include "store/refusal.hpp"

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

/// "disk I/O error" is what SQLite says of a failing disk and of a read-only one alike.
std::string system_reason(database& db, int code) {
  if (code != SQLITE_IOERR && code != SQLITE_CANTOPEN) return {};
  const int reason = sqlite3_system_errno(db.handle().getHandle());
  return reason == 0 ? "" : std::string(": ") + std::strerror(reason);
}

}  // namespace

error failure_of(database& db) {
  try {
    throw;
  } catch (const SQLite::Exception& e) {
    const int code = e.getErrorCode() & 0xff;
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
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
