#pragma once

#include <cstdint>
#include <vector>

#include "store/prune.hpp"

namespace SQLite {
class Database;
}

namespace algolog {

class statement_cache;

/// The rows that a step deletes, and its result.
struct chosen_rows {
  std::vector<std::int64_t> rows;
  prune_result result;
};
chosen_rows choose_rows(statement_cache& cache, const prune_step& step);

/// What `step` and those after it would delete, by algorithm; reads only.
std::vector<pruned_rows> prunable_rows(SQLite::Database& db, const prune_step& step);

}  // namespace algolog
