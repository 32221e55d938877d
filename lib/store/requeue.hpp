#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "store/store.hpp"

namespace algolog {

class database;

/// What reading the whole quarantine again came to.
struct requeue_result {
  // rows of `quarantine`
  std::size_t looked_at = 0;
  std::size_t moved = 0;
  std::size_t conflicts = 0;
  std::size_t cut = 0;
  std::size_t not_understood = 0;
  // records in them
  std::size_t stored = 0;         ///< new ones, and builds and versions that changed
  std::size_t stored_before = 0;  ///< equal, or outdated
  /// Why rows are still not understood, and how many; the first few reasons.
  std::vector<std::pair<std::string, std::size_t>> reasons;
};

/// Reads every row of `quarantine` again, each in a transaction of its own (see `store::requeue`).
/// `dry_run`: all of it in one that is undone.
requeue_result requeue(database& db, const store_options& options, bool dry_run);

}  // namespace algolog
