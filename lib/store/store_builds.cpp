#include <string>

#include "store/record_json.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace algolog {
namespace {

/// Before any time, so that no clock that is set back delays the first attempt.
constexpr std::int64_t log_is_due = 0;

struct stored_build {
  build_record record;
  std::string log_state;
  std::int64_t looked_at = 0;
  bool differed = false;  ///< a conflict was recorded before
  std::int64_t algorithm_id = 0;
};

std::optional<stored_build> read(tables& in, const std::string& cluster,
                                 const std::string& build_id) {
  query row(
      in.cache,
      "SELECT status, commit_sha, started_at, finished_at, semantic_version, extra, log_state,"
      " looked_at, differed IS NOT NULL, algorithm_id FROM builds WHERE cluster = ?1 AND build_id "
      "= ?2");
  if (!row.with(cluster, build_id).step()) return std::nullopt;
  stored_build found;
  found.record.build_id = build_id;
  found.record.status = row.text(0);
  found.record.commit_sha = row.maybe_text(1);
  found.record.started_at = row.maybe_integer(2);
  found.record.finished_at = row.maybe_integer(3);
  found.record.semantic_version = row.maybe_text(4);
  found.record.extra = row.maybe_text(5);
  found.log_state = row.text(6);
  found.looked_at = row.integer(7);
  found.differed = row.integer(8) != 0;
  found.algorithm_id = row.integer(9);
  return found;
}

// A field that one answer lacks keeps its stored value.
build_record merged(const build_record& stored, const build_record& seen) {
  build_record whole = seen;
  if (!whole.commit_sha) whole.commit_sha = stored.commit_sha;
  if (!whole.started_at) whole.started_at = stored.started_at;
  if (!whole.finished_at) whole.finished_at = stored.finished_at;
  if (!whole.semantic_version) whole.semantic_version = stored.semantic_version;
  const auto extra = compare_json(stored.extra, seen.extra);
  whole.extra = extra.adds || extra.alters ? united_json(seen.extra, stored.extra) : stored.extra;
  return whole;
}

// An answer out of the quarantine can be older than what is stored: then it adds what is missing.
build_record united(const tables::resolved_poll& resolved, const stored_build& stored,
                    const build_record& seen) {
  const bool outdated =
      resolved.requeued() && (stored.record.ended() || resolved.poll.at <= stored.looked_at);
  return outdated ? merged(seen, stored.record) : merged(stored.record, seen);
}

std::string next_log_state(const stored_build& stored, const build_record& now) {
  if (stored.log_state == "stored") return "stored";
  if (!now.ended()) return "waiting";
  return stored.record.ended() ? stored.log_state : "pending";
}

void add_transition(tables& in, const tables::resolved_poll& resolved, const build_record& build) {
  query(in.cache,
        "INSERT INTO build_transitions (cluster, build_id, status, observed_at)"
        " VALUES (?1, ?2, ?3, ?4)")
      .with(resolved.cluster, build.build_id, build.status, resolved.poll.at)
      .run();
}

void insert(tables& in, const tables::resolved_poll& resolved, const build_record& build) {
  query(in.cache,
        "INSERT INTO builds (cluster, build_id, algorithm_id, status, commit_sha, started_at,"
        " finished_at, semantic_version, extra, first_seen_at, updated_at, looked_at, log_state,"
        " log_next_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce(?8,"
        " (SELECT semantic_version FROM versions WHERE build_id = ?2 AND algorithm_id = ?3"
        "  AND semantic_version IS NOT NULL ORDER BY first_seen_at LIMIT 1)),"
        " ?9, ?10, ?10, ?10, ?11, ?12)")
      .with(resolved.cluster, build.build_id, resolved.poll.algorithm_id, build.status,
            build.commit_sha, build.started_at, build.finished_at, build.semantic_version,
            build.extra, resolved.poll.at, build.ended() ? "pending" : "waiting",
            build.ended() ? std::optional(log_is_due) : std::nullopt)
      .run();
  add_transition(in, resolved, build);
}

void update(tables& in, const tables::resolved_poll& resolved, const stored_build& stored,
            const build_record& build) {
  query(in.cache,
        "UPDATE builds SET status = ?3, commit_sha = ?4, started_at = ?5, finished_at = ?6,"
        " semantic_version = ?7, extra = ?8, updated_at = max(updated_at, ?9), looked_at = ?9,"
        " log_state = ?10,"
        " log_next_at = CASE ?10 WHEN 'pending' THEN coalesce(log_next_at, ?11) END"
        " WHERE cluster = ?1 AND build_id = ?2")
      .with(resolved.cluster, build.build_id, build.status, build.commit_sha, build.started_at,
            build.finished_at, build.semantic_version, build.extra, resolved.poll.at,
            next_log_state(stored, build), log_is_due)
      .run();
  if (build.status != stored.record.status) add_transition(in, resolved, build);
}

// Notes when a build that can still change was seen. If it had vanished, it is back.
void touch(tables& in, const tables::resolved_poll& resolved, const build_record& build) {
  if (resolved.requeued()) return;
  query(in.cache,
        "UPDATE builds SET looked_at = ?3, log_state = iif(log_state = 'stored', 'stored',"
        " 'waiting') WHERE cluster = ?1 AND build_id = ?2")
      .with(resolved.cluster, build.build_id, resolved.poll.at)
      .run();
}

bool is_conflict(const build_record& stored, const build_record& seen) {
  return stored.commit_sha && seen.commit_sha && *stored.commit_sha != *seen.commit_sha;
}

/// Quarantines a build that contradicts its row, once; true if it is new.
bool add_conflict(tables& in, const tables::resolved_poll& resolved, const build_record& seen) {
  if (resolved.requeued()) return false;
  query(in.cache, "UPDATE builds SET differed = 'commit_sha' WHERE cluster = ?1 AND build_id = ?2")
      .with(resolved.cluster, seen.build_id)
      .run();
  return in.conflict(resolved,
                     "build " + seen.build_id + " differs from the one stored in commit_sha",
                     as_json(seen));
}

// While a name moved from one algorithm to another, builds were stored for the wrong one. Once both
// UUIDs are known, a build belongs to the algorithm whose route shows it.
bool take_over(tables& in, const tables::resolved_poll& resolved, const stored_build& stored) {
  if (resolved.requeued() || stored.algorithm_id == resolved.poll.algorithm_id) return false;
  return query(in.cache,
               "UPDATE builds SET algorithm_id = ?3 WHERE cluster = ?1 AND build_id = ?2"
               " AND 2 = (SELECT count(uuid) FROM algorithms WHERE algorithm_id IN (?3, ?4))")
             .with(resolved.cluster, stored.record.build_id, resolved.poll.algorithm_id,
                   stored.algorithm_id)
             .run() > 0;
}

}  // namespace

bool store_record(tables& in, const tables::resolved_poll& resolved, const build_record& seen,
                  append_result& result) {
  const auto stored = read(in, resolved.cluster, seen.build_id);
  if (!stored) {
    insert(in, resolved, seen);
    ++result.added;
    return false;
  }
  const bool moved = take_over(in, resolved, *stored);
  const bool had_ended = stored->record.ended() && !moved;
  if (is_conflict(stored->record, seen)) {
    const bool news = !stored->differed && add_conflict(in, resolved, seen);
    ++result.conflicts;
    result.quarantined += news ? 1 : 0;
    if (!stored->record.ended()) touch(in, resolved, stored->record);
    return had_ended;
  }
  const auto now = united(resolved, *stored, seen);
  if (now != stored->record) {
    update(in, resolved, *stored, now);
    ++result.updated;
    return had_ended;
  }
  ++(moved ? result.updated : result.unchanged);
  if (!now.ended()) touch(in, resolved, now);
  return had_ended;
}

append_result store::append(const builds_page& page) {
  return store_page(*tables_, collection::builds, page);
}

std::vector<std::string> store::builds_to_revisit(std::int64_t algorithm_id,
                                                  std::int64_t looked_before, std::size_t limit) {
  query due(tables_->cache,
            "SELECT build_id FROM builds WHERE algorithm_id = ?1 AND log_state = 'waiting'"
            // One in the future was written while the system clock was ahead.
            " AND (looked_at < ?2 OR looked_at > ?2 + 86400000)"
            " ORDER BY looked_at, build_id LIMIT ?3");
  due.with(tables_->resolve(algorithm_id), looked_before, static_cast<std::int64_t>(limit));
  std::vector<std::string> builds;
  while (due.step()) builds.push_back(due.text(0));
  return builds;
}

void store::build_vanished(std::int64_t algorithm_id, const std::string& build_id,
                           std::int64_t now) {
  query(tables_->cache,
        "UPDATE builds SET log_state = iif(log_state = 'stored', 'stored', 'unavailable'),"
        " log_next_at = NULL, looked_at = ?3 WHERE algorithm_id = ?1 AND build_id = ?2")
      .with(tables_->resolve(algorithm_id), build_id, now)
      .run();
}

}  // namespace algolog
