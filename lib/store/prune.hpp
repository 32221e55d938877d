#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace algolog {

/// What retention deletes: rows of `errors`, or of `build_logs`.
enum class prunable { errors, build_logs };

/// An error is kept that long whatever the setting: the cluster shows it for 7 days, and a row that
/// is deleted meanwhile would come back as new.
inline constexpr std::chrono::hours least_age_of_errors{8 * 24};

/// Where to go on: rows in the order of their age and number.
struct prune_position {
  std::int64_t at = std::numeric_limits<std::int64_t>::min();
  std::int64_t row = 0;
};

/// One small piece of pruning: rows of one cluster and kind that arrived before `before` (ms, by
/// the cluster's clock). What was made since then, but not after `now`, stays: an earlier version
/// stored the arrival by this machine's clock, which may have been behind.
struct prune_step {
  std::string cluster;
  prunable what = prunable::errors;
  std::int64_t before = 0;
  std::int64_t now = 0;
  prune_position after;
};

/// Rows of one algorithm that were deleted, or would be.
struct pruned_rows {
  std::int64_t algorithm_id = 0;
  prunable what = prunable::errors;
  std::size_t rows = 0;
  std::size_t bytes = 0;       ///< of their long texts
  std::int64_t oldest_at = 0;  ///< when they arrived, ms
  std::int64_t newest_at = 0;
};

struct prune_result {
  std::vector<pruned_rows> deleted;    ///< per algorithm
  std::optional<prune_position> next;  ///< nothing: no row is left to look at
};

/// Turns a step that is `done` into the next one; false if it was the last.
bool go_on(prune_step& step, const prune_result& done) noexcept;

/// Whether to give back pages once more, with `left` of them left after the last time and `before`
/// after the time before (0: there was none). Not if the last time gave none back.
bool gets_smaller(std::size_t before, std::size_t left) noexcept;

/// Whether `settings` ask for anything to be deleted at all.
bool keeps_all(const retention_config& settings) noexcept;

/// The first steps of what `settings` ask for when it is `now` (ms) on the cluster, one for each
/// kind that is not kept for ever.
std::vector<prune_step> prune_steps(const retention_config& settings, const std::string& cluster,
                                    std::int64_t now);

/// Adds up what steps deleted.
void add(std::vector<pruned_rows>& all, const std::vector<pruned_rows>& more);

}  // namespace algolog
