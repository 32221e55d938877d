#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "status/status.hpp"

namespace algolog {

/// One thing that the operator should look at.
struct attention {
  enum class kind { losing, down, failing, storage, quarantine, reload };
  kind what = kind::failing;
  std::optional<std::int64_t> since;  ///< milliseconds since the epoch, UTC
  std::string where;                  ///< "prod acme/x errors", "prod", "database /var/…"
  std::string problem;                ///< one clause: "more fails than the window shows"
  std::string detail;                 ///< the last error, verbatim; may be empty
  std::string advice;                 ///< what to do; may be empty
};

/// Whether a poll found within 24 hours that errors of the target may be lost.
bool lost_today(const target_status& target, std::int64_t now) noexcept;

/// The same, or the next ones may be: its last poll found more than four fifths of the window new,
/// or, as the daemon goes on, none has succeeded for longer than the window reaches back.
bool may_lose(const target_status& target, std::int64_t now) noexcept;

/// Which errors may be missing, since when that is known and until when: of the gap that a poll
/// found last. Empty: there is none.
std::string describe_last_gap(const target_status& of);

/// The targets by what is wrong with them. Failing targets of a cluster that is down are not in
/// `failing`: the cluster is in `down`.
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

target_groups group_targets(const status& of, std::int64_t now);

/// What wants attention, worst first.
std::vector<attention> list_attention(const status& of, const target_groups& groups,
                                      std::int64_t now);

/// The disk has less than 256 MiB or 2 % left, whichever is less; or lasts for less than a day.
bool disk_is_nearly_full(const storage_status& storage) noexcept;

}  // namespace algolog
