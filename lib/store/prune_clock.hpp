#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace algolog {

/// The time on a cluster as far as it is proven: by a poll that was stored, and for which the
/// cluster itself had told the time. Times are ms.
struct prune_clock {
  std::string cluster;
  std::optional<std::int64_t> told_at;
};

/// Of every cluster that has an algorithm, by name.
std::vector<prune_clock> prune_clocks(SQLite::Database& db);

/// Why the time that pruning goes by may be wrong.
enum class time_doubt {
  none,
  untold,         ///< the cluster has not told the time: nothing is deleted
  stale,          ///< told long before now: this machine's clock may be wrong, or nothing is polled
  machine_behind  ///< this machine's clock is far behind the cluster's: one of them is wrong
};

/// Up to when the rows of a cluster have aged: never beyond what a stored poll proves, nor beyond
/// this machine's clock, so that one wrong clock deletes nothing.
struct prune_time {
  std::optional<std::int64_t> now;  ///< nothing: no row goes
  time_doubt doubt = time_doubt::none;
};

/// For a database that no daemon writes: the time is that of the newest poll, however old.
prune_time prune_time_of(const prune_clock& known, std::int64_t machine) noexcept;
/// For the daemon. `told` is the time on the cluster, as answers have told since the start. If
/// the cluster answers, but no poll was stored for days, nothing is deleted.
prune_time prune_time_of(const prune_clock& known, std::optional<std::int64_t> told,
                         std::int64_t machine) noexcept;

}  // namespace algolog
