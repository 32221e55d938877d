#pragma once

#include <SQLiteCpp/Database.h>

#include "commands.hpp"

namespace algolog {

/// The database the command line means, read-only: --database FILE, or `store.path` of --config.
SQLite::Database open_database(const command_options& options);

/// Whether `--algorithm`, where given, is in the database; otherwise says so on stderr.
bool algorithm_known(SQLite::Database& db, const list_options& options);

}  // namespace algolog
