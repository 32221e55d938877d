#include <string_view>

#include "store/gap_rows.hpp"
#include "store/tables.hpp"

namespace algolog {
namespace {

// No key of these tables has the algorithm in it, so their rows can simply be given to the other.
constexpr std::string_view hand_over[] = {
    "UPDATE errors SET algorithm_id = ?2 WHERE algorithm_id = ?1",
    "UPDATE builds SET algorithm_id = ?2 WHERE algorithm_id = ?1",
    "UPDATE quarantine SET algorithm_id = ?2 WHERE algorithm_id = ?1",
    "INSERT OR IGNORE INTO error_sightings (algorithm_id, seq)"
    " SELECT ?2, seq FROM error_sightings WHERE algorithm_id = ?1",
    "DELETE FROM error_sightings WHERE algorithm_id = ?1 OR (algorithm_id = ?2"
    " AND seq IN (SELECT seq FROM errors WHERE algorithm_id = ?2))",
    "INSERT OR IGNORE INTO former_names (algorithm_id, owner, name, last_seq)"
    " SELECT ?2, owner, name, last_seq FROM former_names WHERE algorithm_id = ?1",
    "INSERT OR REPLACE INTO former_names (algorithm_id, owner, name, last_seq)"
    " SELECT ?2, a.owner, a.name, (SELECT coalesce(max(seq), 0) FROM errors)"
    " FROM algorithms AS a JOIN algorithms AS b ON b.algorithm_id = ?2"
    " WHERE a.algorithm_id = ?1 AND (a.owner <> b.owner OR a.name <> b.name)",
};

// Both routes show, or may have shown, one window. The older of two values misses no gap.
constexpr std::string_view unite_windows =
    "INSERT INTO windows (algorithm_id, executions, oldest_at, newest_at, oldest_end, longest,"
    " lateness, refused, unread_from, unread_to, unsure_from, unsure_to, unsure_executions,"
    " shown_from, first_at, asked_at, made_from, limit_seen)"
    " SELECT ?2, executions, oldest_at, newest_at, oldest_end, longest, lateness, refused,"
    " unread_from, unread_to, unsure_from, unsure_to, unsure_executions, shown_from, first_at,"
    " asked_at, made_from, limit_seen FROM windows WHERE algorithm_id = ?1"
    " ON CONFLICT DO UPDATE SET newest_at = min(newest_at, excluded.newest_at),"
    " shown_from = min(shown_from, excluded.shown_from),"
    " longest = max(longest, excluded.longest), lateness = max(lateness, excluded.lateness),"
    " first_at = coalesce(min(first_at, excluded.first_at), first_at, excluded.first_at),"
    " asked_at = coalesce(min(asked_at, excluded.asked_at), asked_at, excluded.asked_at),"
    " made_from = coalesce(min(made_from, excluded.made_from), made_from, excluded.made_from),"
    " limit_seen = coalesce(min(limit_seen, excluded.limit_seen), limit_seen,"
    "  excluded.limit_seen)";

// Both names may have been polled for versions: of two rows the values of the younger count.
constexpr std::string_view unite_versions =
    "INSERT INTO versions (algorithm_id, git_hash, semantic_version, version_uuid, build_id,"
    " settings, release_notes, compilation_successful, extra, first_seen_at, updated_at)"
    " SELECT ?2, git_hash, semantic_version, version_uuid, build_id, settings, release_notes,"
    " compilation_successful, extra, first_seen_at, updated_at FROM versions"
    " WHERE algorithm_id = ?1"
    " ON CONFLICT (algorithm_id, git_hash) DO UPDATE SET"
    " semantic_version = iif(excluded.updated_at > updated_at,"
    "  coalesce(excluded.semantic_version, semantic_version),"
    "  coalesce(semantic_version, excluded.semantic_version)),"
    " version_uuid = iif(excluded.updated_at > updated_at,"
    "  coalesce(excluded.version_uuid, version_uuid),"
    "  coalesce(version_uuid, excluded.version_uuid)),"
    " build_id = iif(excluded.updated_at > updated_at,"
    "  coalesce(excluded.build_id, build_id), coalesce(build_id, excluded.build_id)),"
    " settings = iif(excluded.updated_at > updated_at,"
    "  coalesce(excluded.settings, settings), coalesce(settings, excluded.settings)),"
    " release_notes = iif(excluded.updated_at > updated_at,"
    "  coalesce(excluded.release_notes, release_notes),"
    "  coalesce(release_notes, excluded.release_notes)),"
    " compilation_successful = iif(excluded.updated_at > updated_at,"
    "  coalesce(excluded.compilation_successful, compilation_successful),"
    "  coalesce(compilation_successful, excluded.compilation_successful)),"
    " extra = iif(excluded.updated_at > updated_at,"
    "  coalesce(excluded.extra, extra), coalesce(extra, excluded.extra)),"
    " first_seen_at = min(first_seen_at, excluded.first_seen_at),"
    " updated_at = max(updated_at, excluded.updated_at)";

// A walk is complete for both only where it was for each.
constexpr std::string_view unite_walks =
    "UPDATE algorithms AS a SET first_seen_at = min(a.first_seen_at, other.first_seen_at),"
    " builds_walked_at = min(a.builds_walked_at, other.builds_walked_at),"
    " versions_walked_at = min(a.versions_walked_at, other.versions_walked_at)"
    " FROM algorithms AS other WHERE other.algorithm_id = ?1 AND a.algorithm_id = ?2";

// The survivor keeps its own owner, name and UUID, and takes what it lacked.
constexpr std::string_view unite_names =
    "UPDATE algorithms SET owner = coalesce(owner, ?2), name = coalesce(name, ?3),"
    " uuid = coalesce(uuid, ?4) WHERE algorithm_id = ?1";

// Since ?3, the look-up that last told whose the name is, each may have been polled as the other.
// What one route showed or lost since then counts for both.
constexpr std::string_view share[] = {
    "INSERT OR IGNORE INTO error_sightings (algorithm_id, seq) SELECT ?2, seq FROM errors"
    " WHERE algorithm_id = ?1 AND observed_at >= ?3",
    "INSERT OR IGNORE INTO error_sightings (algorithm_id, seq) SELECT ?2, s.seq"
    " FROM error_sightings AS s JOIN errors AS e USING (seq)"
    " WHERE s.algorithm_id = ?1 AND e.algorithm_id <> ?2 AND e.observed_at >= ?3",
    "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason, widened_at, findings)"
    " SELECT ?2, from_at, to_at, detected_at, reason, widened_at, findings FROM gaps AS g"
    " WHERE algorithm_id = ?1 AND coalesce(widened_at, detected_at) >= ?3"
    " AND NOT EXISTS (SELECT 1 FROM gaps WHERE algorithm_id = ?2 AND reason = g.reason"
    " AND from_at <= g.from_at AND to_at >= g.to_at)",
};

}  // namespace

void tables::pass_name(std::int64_t from, std::int64_t to) {
  const auto since = polls.last_success(from, collection::algorithm).value_or(0);
  for (const auto sql : share) {
    query(cache, sql).with(from, to, since).run();
    query(cache, sql).with(to, from, since).run();
  }
  query(cache, unite_windows).with(from, to).run();
  query(cache, unite_windows).with(to, from).run();
  query(cache,
        "UPDATE algorithms SET builds_walked_at = NULL, versions_walked_at = NULL"
        " WHERE algorithm_id IN (?1, ?2)")
      .with(from, to)
      .run();
  for (const auto of : {from, to}) walks.orphan(of);
  query(cache, "UPDATE algorithms SET owner = NULL, name = NULL WHERE algorithm_id = ?1")
      .with(from)
      .run();
}

void tables::merge(std::int64_t from, std::int64_t into) {
  for (const auto sql : hand_over) query(cache, sql).with(from, into).run();
  hand_over_gaps(cache, from, into);
  query(cache, unite_windows).with(from, into).run();
  query(cache, "DELETE FROM windows WHERE algorithm_id = ?1").with(from).run();
  query(cache, unite_versions).with(from, into).run();
  query(cache, "DELETE FROM versions WHERE algorithm_id = ?1").with(from).run();
  polls.merge(from, into);
  query(cache, "DELETE FROM newest_errors WHERE algorithm_id = ?1").with(from).run();
  query(cache, unite_walks).with(from, into).run();
  walks.merge(from, into);

  std::optional<std::string> owner;
  std::optional<std::string> name;
  std::optional<std::string> uuid;
  {
    query gone(cache, "DELETE FROM algorithms WHERE algorithm_id = ?1 RETURNING owner, name, uuid");
    if (gone.with(from).step()) {
      owner = gone.maybe_text(0);
      name = gone.maybe_text(1);
      uuid = gone.maybe_text(2);
    }
  }
  query(cache, unite_names).with(into, owner, name, uuid).run();
  refill_newest_errors(into);

  query(cache, "UPDATE temp.merged_algorithms SET into_id = ?2 WHERE into_id = ?1")
      .with(from, into)
      .run();
  query(cache, "INSERT OR REPLACE INTO temp.merged_algorithms VALUES (?1, ?2)")
      .with(from, into)
      .run();
}

}  // namespace algolog
