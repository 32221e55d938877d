#include <sysexits.h>

#include "commands.hpp"
#include "open_database.hpp"

namespace algolog {

int gaps_command(const command_options& options) {
  SQLite::Database db = open_database(options);
  if (!algorithm_known(db, options.list)) return EX_UNAVAILABLE;
  output out;
  list_gaps(db, options.list, out);
  return EX_OK;
}

}  // namespace algolog
