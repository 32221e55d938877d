#pragma once

#include <cstdint>

#include "api/window.hpp"

namespace algolog {

class statement_cache;

// The table `gaps`: spans of one algorithm and reason that touch are one row. It tells when the gap
// was found first (`detected_at`) and last (`widened_at`), and how many polls found it. Belongs to
// the store thread; SQLite's failures are thrown.

/// A poll at `at` (ms, this machine's clock) found a gap. What one poll finds is one finding,
/// in however many pieces; what a later poll finds is another, also where the row is as wide
/// already: more was lost inside it.
void store_gap(statement_cache& in, std::int64_t algorithm_id, const gap& found, std::int64_t at);

/// The gaps of one algorithm become another's. No finding is lost, so a counter of them never
/// falls.
void hand_over_gaps(statement_cache& in, std::int64_t from, std::int64_t into);

}  // namespace algolog
