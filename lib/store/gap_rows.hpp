#pragma once

#include <cstdint>

#include "api/window.hpp"

namespace algolog {

class statement_cache;

// The table `gaps`: spans of one algorithm and reason that touch are one row. It tells when the gap
// was found first (`detected_at`) and last (`widened_at`), and how many polls found it. Belongs to
// the store thread; SQLite's failures are thrown.

/// A poll at `at` (ms, this machine's clock) found a gap. All that one poll finds is one finding,
/// even in several pieces. What a later poll finds is another one, even if the row spans it
/// already, because more was lost in that span.
void store_gap(statement_cache& in, std::int64_t algorithm_id, const gap& found, std::int64_t at);

/// The gaps of one algorithm become another's. No finding is lost, so a counter of them never
/// falls.
void hand_over_gaps(statement_cache& in, std::int64_t from, std::int64_t into);

}  // namespace algolog
