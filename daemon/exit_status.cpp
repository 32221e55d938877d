#include "exit_status.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>
#include <sysexits.h>

#include <cstdio>
#include <exception>
#include <string_view>
#include <system_error>

#include "config/config.hpp"
#include "report/output.hpp"
#include "store/database.hpp"
#include "text/printable.hpp"

namespace algolog {
namespace {

void say(std::string_view text) {
  std::fprintf(stderr, "algologd: %s\n", printable(text, 4000).c_str());
}

int code_of(database_error::kind why) {
  switch (why) {
    case database_error::kind::unavailable: return EX_IOERR;
    case database_error::kind::locked: return EX_TEMPFAIL;
    case database_error::kind::foreign: return EX_CONFIG;
    case database_error::kind::newer: return EX_CONFIG;
    case database_error::kind::corrupt: return EX_IOERR;
  }
  return EX_SOFTWARE;
}

// What SQLite reports once the database is open.
int code_of(const SQLite::Exception& e) {
  switch (e.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return EX_TEMPFAIL;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY: return EX_IOERR;
    default: return EX_SOFTWARE;
  }
}

int report(const config_error& e) {
  for (const std::string& problem : e.problems()) say(problem);
  return EX_CONFIG;
}

}  // namespace

int exit_status() noexcept {
  try {
    throw;
  } catch (const output_closed&) {
    return EX_OK;
  } catch (const config_error& e) {
    return report(e);
  } catch (const database_error& e) {
    say(e.what());
    return code_of(e.why());
  } catch (const SQLite::Exception& e) {
    say(e.what());
    return code_of(e);
  } catch (const std::system_error& e) {
    say(e.what());
    return EX_IOERR;
  } catch (const std::exception& e) {
    say(e.what());
  } catch (...) {
    say("unknown failure");
  }
  return EX_SOFTWARE;
}

}  // namespace algolog
