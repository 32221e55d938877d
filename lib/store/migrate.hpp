#pragma once

namespace SQLite {
class Database;
}

namespace algolog {

/// Applies the migrations the database lacks, each in a transaction of its own, forward only.
/// Throws SQLite::Exception; what was committed stays.
void migrate(SQLite::Database& db);

}  // namespace algolog
