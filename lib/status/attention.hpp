#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "status/status.hpp"
#include "status/verdict.hpp"

namespace algolog {

/// Which errors may be missing, since when that is known and until when: of the gap that a poll
/// found last. Empty: there is none.
std::string describe_last_gap(const target_status& of);

/// The targets that a verdict tells apart. Those of a cluster that is down are told by it, not
/// here.
struct target_groups {
  std::vector<const target_status*> lost;     ///< a gap found within 24 hours, the newest first
  std::vector<const target_status*> unseen;   ///< no success for 7 days, for the longest time first
  std::vector<const target_status*> full;     ///< a window nearly all new, the fullest first
  std::vector<const target_status*> failing;  ///< for the longest time first
  std::int64_t losing = 0;                    ///< in `lost`, `unseen` or `full`, once each
  std::int64_t waiting = 0;                   ///< not polled yet
  std::vector<const cluster_status*> down;
  std::vector<const cluster_status*> silent;  ///< as `silent_clusters`, less those that are down
};

/// Clusters without a success for longer than `unready` bears.
std::vector<const cluster_status*> silent_clusters(const status& of, std::int64_t now);
target_groups group_targets(const status& of, std::int64_t now);

/// What wants attention, worst first.
std::vector<attention> list_attention(const status& of, const target_groups& groups,
                                      std::int64_t now);

/// The disk has less than 256 MiB or 2 % left, whichever is less; or lasts for less than a day.
bool disk_is_nearly_full(const storage_status& storage) noexcept;

}  // namespace algolog
