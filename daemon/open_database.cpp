#include "open_database.hpp"

#include <cstdio>

#include "config/config.hpp"
#include "store/database.hpp"

namespace algolog {

SQLite::Database open_database(const command_options& options) {
  if (!options.database.empty()) return open_read_only(options.database);
  return open_read_only(load_config(options.config).store.path);
}

bool algorithm_known(SQLite::Database& db, const list_options& options) {
  const auto& algorithm = options.filter.algorithm;
  if (!algorithm || knows(db, *algorithm)) return true;
  std::fprintf(stderr, "algologd: no algorithm %s in %s\n", algorithm->display().c_str(),
               db.getFilename().c_str());
  return false;
}

}  // namespace algolog
