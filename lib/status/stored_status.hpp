#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>

#include "status/status.hpp"

namespace algolog {

/// The snapshot as far as the database tells it. `now`: milliseconds since the epoch, UTC.
/// Bounded in time by the number of targets and never by that of records. Throws SQLite::Exception.
status read_stored_status(SQLite::Database& db, std::int64_t now);

}  // namespace algolog
