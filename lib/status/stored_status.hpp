#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>

#include "poll/live.hpp"
#include "status/status.hpp"

namespace algolog {

/// The snapshot as far as the database tells it. `now`: milliseconds since the epoch, UTC.
/// Bounded in time by the number of targets and never by that of records. Throws SQLite::Exception.
status read_stored_status(SQLite::Database& db, std::int64_t now);

/// Brings in what the daemon knows better; targets that it does not poll (any more) go.
void add_live(status& to, const live_state& live);

}  // namespace algolog
