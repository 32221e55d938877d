#pragma once

#include "error.hpp"

namespace algolog {

class database;

/// What the exception being handled says of a transaction: `store_corrupt`, with the way out;
/// `store_unavailable` for what passes once somebody makes room or lets go of a lock;
/// `store_failed` for a reason of the work itself. To be called in a `catch` block, before anything
/// is rolled back.
error failure_of(database& db);

}  // namespace algolog
