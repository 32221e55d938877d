#pragma once

#include <vector>

#include "error.hpp"
#include "store/store_file.hpp"
#include "store/store_job.hpp"

namespace algolog {

// The jobs of one transaction, which is open. A job that fails for a reason of its own must not
// harm the others. A failure that would hit every job (a full disk, an I/O error) is thrown: if
// some were stored even so, a later window of an algorithm could be stored before an earlier one.

/// Runs all; false when one failed for a reason of its own, and then the transaction is to be
/// undone. Nearly always none does, and savepoints take a quarter of the time: within one SQLite
/// keeps a copy of each page that changes.
bool run_together(store_file& in, store_jobs& jobs);

/// Runs each in a savepoint of its own. Returns why jobs failed that were undone alone.
std::vector<error> run_apart(store_file& in, store_jobs& jobs);

}  // namespace algolog
