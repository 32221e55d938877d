#include <string>

#include "store/store.hpp"
#include "store/tables.hpp"

namespace algolog {
namespace {

bool is_stored(tables& in, const std::string& cluster, const fetched_log& log) {
  query stored(in.cache, "SELECT log FROM build_logs WHERE cluster = ?1 AND build_id = ?2");
  return stored.with(cluster, log.build_id).step() && stored.text(0) == log.log;
}

}  // namespace

append_result store_log(tables& in, const tables::resolved_poll& resolved, const fetched_log& log) {
  append_result result;
  result.added = query(in.cache,
                       "INSERT INTO build_logs (cluster, build_id, source, fetched_at, log_bytes,"
                       " log) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING")
                     .with(resolved.cluster, log.build_id, log.source, resolved.poll.at,
                           static_cast<std::int64_t>(log.log.size()), log.log)
                     .run();
  query(in.cache,
        "UPDATE builds SET log_state = 'stored', log_next_at = NULL WHERE cluster = ?1"
        " AND build_id = ?2")
      .with(resolved.cluster, log.build_id)
      .run();
  if (result.added == 0) {
    ++(is_stored(in, resolved.cluster, log) ? result.unchanged : result.conflicts);
  }
  return result;
}

void store::append(const fetched_log& log) {
  const auto resolved = tables_->resolve(log.poll);
  const auto result = store_log(*tables_, resolved, log);
  tables_->polls.poll({resolved.poll.algorithm_id, collection::logs, log.poll.at, 1, result.added},
                      name_of(errc::ok), std::nullopt);
}

std::vector<pending_log> store::pending_logs(std::int64_t algorithm_id, std::int64_t now,
                                             std::size_t limit) {
  query due(
      tables_->cache,
      "SELECT build_id, coalesce("
      " (SELECT git_hash FROM versions AS v WHERE v.algorithm_id = b.algorithm_id"
      "  AND v.build_id = b.build_id ORDER BY v.first_seen_at LIMIT 1),"
      // A version that names no build is known by its commit, unless that was built more than once.
      " (SELECT commit_sha WHERE (semantic_version IS NOT NULL OR EXISTS (SELECT 1 FROM versions"
      "   AS v WHERE v.algorithm_id = b.algorithm_id AND v.git_hash = b.commit_sha"
      "   AND v.build_id IS NULL))"
      "  AND NOT EXISTS (SELECT 1 FROM builds AS other WHERE other.algorithm_id = b.algorithm_id"
      "   AND other.commit_sha = b.commit_sha AND other.build_id <> b.build_id))),"
      " log_attempts FROM builds AS b"
      // No log waits for more than an hour: a later time is from a clock that was ahead.
      " WHERE algorithm_id = ?1 AND log_state = 'pending'"
      " AND (log_next_at <= ?2 OR log_next_at > ?2 + 2 * 3600000)"
      " ORDER BY coalesce(finished_at, started_at, first_seen_at), build_id LIMIT ?3");
  due.with(tables_->resolve(algorithm_id), now, static_cast<std::int64_t>(limit));
  std::vector<pending_log> logs;
  while (due.step()) {
    logs.push_back({due.text(0), due.maybe_text(1), due.integer(2)});
  }
  return logs;
}

void store::log_missed(std::int64_t algorithm_id, const std::string& build_id,
                       std::optional<std::int64_t> next_at) {
  query(tables_->cache,
        "UPDATE builds SET log_attempts = log_attempts + 1, log_next_at = ?3,"
        " log_state = iif(?3 IS NULL, 'unavailable', 'pending')"
        " WHERE algorithm_id = ?1 AND build_id = ?2 AND log_state = 'pending'")
      .with(tables_->resolve(algorithm_id), build_id, next_at)
      .run();
}

}  // namespace algolog
