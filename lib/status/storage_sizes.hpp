#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <vector>

#include "status/status.hpp"

namespace algolog {

/// The rows of `samples` of the last `back` milliseconds, oldest first.
/// Throws SQLite::Exception.
std::vector<sample_point> read_samples(SQLite::Database& db, std::int64_t now, std::int64_t back);

/// Sizes of the database, its WAL and the disk below it, and how they grow. Throws
/// SQLite::Exception; what the file system does not tell stays 0.
storage_status read_storage(SQLite::Database& db, std::int64_t now);

}  // namespace algolog
