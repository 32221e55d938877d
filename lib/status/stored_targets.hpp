#pragma once

#include <SQLiteCpp/Database.h>

#include <vector>

#include "status/status.hpp"

namespace algolog {

/// Every target that was ever polled, as `polls`, `gaps` and `newest_errors` tell, in the order of
/// `status::targets`. Throws SQLite::Exception.
std::vector<target_status> read_stored_targets(SQLite::Database& db);

}  // namespace algolog
