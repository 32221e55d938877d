#pragma once

#include <filesystem>

namespace SQLite {
class Database;
}

namespace algolog {

/// Brings an open, empty or older database up to date. Before an older one changes it is copied to
/// "FILE.before-vN", N what it becomes; a copy of that name with other content is kept as
/// "FILE.before-vN.1" and so on. Afterwards a small one is made to give free pages back. Logs what
/// it did. Throws SQLite::Exception; `database_error` when the copy cannot be made.
void upgrade(SQLite::Database& db, const std::filesystem::path& file);

/// Makes a database give free pages back (see `store::give_back`), which means to write it anew:
/// needs room for two more of it. Throws SQLite::Exception and is undone.
void make_shrinkable(SQLite::Database& db);

}  // namespace algolog
