#pragma once

#include <cstdint>

namespace SQLite {
class Database;
}

namespace algolog {

/// What a database takes on the disk, in bytes, as the connection sees it.
struct file_sizes {
  std::int64_t page = 0;
  std::int64_t database = 0;
  std::int64_t free = 0;  ///< of it, pages to be used again
  std::int64_t wal = 0;   ///< beside it; 0 when it is not there
};

/// Throws SQLite::Exception.
file_sizes sizes_of(const SQLite::Database& db);

}  // namespace algolog
