#include "store/prune_clock.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>

#include "milliseconds.hpp"

namespace algolog {
namespace {

constexpr std::int64_t much = 8 * day_ms;

}  // namespace

std::vector<prune_clock> prune_clocks(SQLite::Database& db) {
  SQLite::Statement row(db,
                        "SELECT DISTINCT a.cluster, c.told_at FROM algorithms AS a"
                        " LEFT JOIN cluster_clocks AS c USING (cluster) ORDER BY a.cluster");
  std::vector<prune_clock> found;
  while (row.executeStep()) {
    found.push_back({row.getColumn(0).getString(), std::nullopt});
    if (!row.getColumn(1).isNull()) found.back().told_at = row.getColumn(1).getInt64();
  }
  return found;
}

prune_time prune_time_of(const prune_clock& known, std::int64_t machine) noexcept {
  if (!known.told_at) return {std::nullopt, time_doubt::untold};
  prune_time out{std::min(*known.told_at, machine), time_doubt::none};
  if (machine - *known.told_at > much) out.doubt = time_doubt::stale;
  if (*known.told_at - machine > much) out.doubt = time_doubt::machine_behind;
  return out;
}

prune_time prune_time_of(const prune_clock& known, std::optional<std::int64_t> told,
                         std::int64_t machine) noexcept {
  if (!told) return {std::nullopt, time_doubt::untold};
  if (!known.told_at || *told - *known.told_at > much) return {std::nullopt, time_doubt::stale};
  const prune_clock now{known.cluster, std::min(*known.told_at, *told)};
  auto out = prune_time_of(now, machine);
  if (out.doubt == time_doubt::stale)
    out.doubt = time_doubt::none;  // only this machine's clock is ahead
  return out;
}

}  // namespace algolog
