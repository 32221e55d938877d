#include "store/window_limit.hpp"

#include <algorithm>
#include <cstdint>

#include "store/query.hpp"

namespace algolog {
namespace {

std::int64_t as_integer(std::size_t count) { return static_cast<std::int64_t>(count); }

/// Another route shows `executions`: what routes claim of a smaller limit is forgotten.
void refute(statement_cache& in, const std::string& cluster, std::size_t executions) {
  query(in,
        "UPDATE windows SET limit_seen = NULL WHERE limit_seen < ?2 AND algorithm_id IN"
        " (SELECT algorithm_id FROM algorithms WHERE cluster = ?1)")
      .with(cluster, as_integer(executions))
      .run();
}

/// The least number of which two routes say that no more are shown.
std::size_t claimed(statement_cache& in, const std::string& cluster) {
  query second(in,
               "SELECT w.limit_seen FROM windows AS w JOIN algorithms AS a USING (algorithm_id)"
               " WHERE a.cluster = ?1 AND w.limit_seen IS NOT NULL ORDER BY 1 LIMIT 1 OFFSET 1");
  if (!second.with(cluster).step()) return documented_executions;
  return static_cast<std::size_t>(second.integer(0));
}

}  // namespace

std::size_t window_limit(statement_cache& in, const std::string& cluster) {
  query row(in, "SELECT window_executions FROM clusters WHERE cluster = ?1");
  if (!row.with(cluster).step()) return documented_executions;
  const auto known = row.maybe_integer(0);
  return known ? static_cast<std::size_t>(*known) : documented_executions;
}

std::size_t learn_window_limit(statement_cache& in, const std::string& cluster, std::size_t shown) {
  const auto known = window_limit(in, cluster);
  if (shown > known) refute(in, cluster, shown);
  auto limit = claimed(in, cluster);
  if (limit >= documented_executions) limit = std::max({limit, known, shown});
  if (limit > known && shown <= known) limit = known;
  if (limit == known) return limit;
  query(in,
        "INSERT INTO clusters (cluster, url, window_executions) VALUES (?1, '', ?2)"
        " ON CONFLICT DO UPDATE SET window_executions = excluded.window_executions")
      .with(cluster, as_integer(limit))
      .run();
  return limit;
}

void forget_moved_clusters(statement_cache& in, const std::map<std::string, std::string>& urls) {
  for (const auto& [cluster, url] : urls) {
    const auto moved = query(in,
                             "UPDATE clusters SET url = ?2, window_executions ="
                             " iif(url = '', window_executions, NULL)"
                             " WHERE cluster = ?1 AND url <> ?2")
                           .with(cluster, url)
                           .run();
    if (moved > 0) refute(in, cluster, documented_executions);
    query(in, "INSERT OR IGNORE INTO clusters (cluster, url) VALUES (?1, ?2)")
        .with(cluster, url)
        .run();
  }
}

}  // namespace algolog
