#include <sysexits.h>

#include <cstdio>

#include "commands.hpp"
#include "open_database.hpp"
#include "report/build_log.hpp"

namespace algolog {
namespace {

int code_of(log_outcome::kind what) {
  switch (what) {
    case log_outcome::kind::printed: return EX_OK;
    case log_outcome::kind::ambiguous: return EX_USAGE;
    case log_outcome::kind::not_yet: return EX_TEMPFAIL;
    case log_outcome::kind::no_build:
    case log_outcome::kind::unavailable: break;
  }
  return EX_UNAVAILABLE;
}

}  // namespace

int log_command(const command_options& options) {
  SQLite::Database db = open_database(options);
  output out;
  const log_outcome outcome = print_build_log(db, options.build_id, options.list.json, out);
  if (!outcome.message.empty()) std::fprintf(stderr, "algologd: %s\n", outcome.message.c_str());
  return code_of(outcome.what);
}

}  // namespace algolog
