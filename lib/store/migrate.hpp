#pragma once

namespace SQLite {
class Database;
}

namespace algolog {

/// Applies the migrations the database lacks, forward only, all in one transaction: a process that
/// is killed meanwhile leaves the database as it was, a new one empty. Throws SQLite::Exception and
/// is undone.
void migrate(SQLite::Database& db);

}  // namespace algolog
