#include <sysexits.h>

#include <cstdio>

#include "clock.hpp"
#include "commands.hpp"
#include "open_database.hpp"
#include "report/error_details.hpp"

namespace algolog {

int error_command(const command_options& options) {
  SQLite::Database db = open_database(options);
  output out;
  const auto outcome = print_error(db, options.error_id, options.list.json, now_ms(), out);
  if (!outcome.message.empty()) std::fprintf(stderr, "algologd: %s\n", outcome.message.c_str());
  switch (outcome.what) {
    case details_outcome::kind::printed: return EX_OK;
    case details_outcome::kind::ambiguous: return EX_USAGE;
    case details_outcome::kind::no_error: break;
  }
  return EX_UNAVAILABLE;
}

}  // namespace algolog
