#include <string>

#include "store/record_json.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace algolog {
namespace {

std::optional<std::int64_t> as_integer(const std::optional<bool>& value) {
  if (!value) return std::nullopt;
  return *value ? 1 : 0;
}

std::optional<version_record> read(tables& in, std::int64_t algorithm_id,
                                   const std::string& git_hash) {
  query row(in.cache,
            "SELECT semantic_version, version_uuid, build_id, settings, release_notes,"
            " compilation_successful, extra FROM versions WHERE algorithm_id = ?1"
            " AND git_hash = ?2");
  if (!row.with(algorithm_id, git_hash).step()) return std::nullopt;
  version_record found;
  found.git_hash = git_hash;
  found.semantic_version = row.maybe_text(0);
  found.version_uuid = row.maybe_text(1);
  found.build_id = row.maybe_text(2);
  found.settings = row.maybe_text(3);
  found.release_notes = row.maybe_text(4);
  if (const auto successful = row.maybe_integer(5)) found.compilation_successful = *successful != 0;
  found.extra = row.maybe_text(6);
  return found;
}

// The list has fewer fields of a version than the version's own route: a stored field is kept.
version_record merged(const version_record& stored, const version_record& seen) {
  version_record whole = seen;
  if (!whole.semantic_version) whole.semantic_version = stored.semantic_version;
  if (!whole.version_uuid) whole.version_uuid = stored.version_uuid;
  if (!whole.build_id) whole.build_id = stored.build_id;
  if (!whole.settings || is_same_json(stored.settings, whole.settings)) {
    whole.settings = stored.settings;
  }
  if (!whole.release_notes) whole.release_notes = stored.release_notes;
  if (!whole.compilation_successful) {
    whole.compilation_successful = stored.compilation_successful;
  }
  const auto extra = compare_json(stored.extra, seen.extra);
  whole.extra = extra.adds || extra.alters ? united_json(seen.extra, stored.extra) : stored.extra;
  whole.compilation_output.reset();  // a build's log, kept in build_logs
  return whole;
}

void put(tables& in, const tables::resolved_poll& resolved, const version_record& version) {
  query(in.cache,
        "INSERT INTO versions (algorithm_id, git_hash, semantic_version, version_uuid, build_id,"
        " settings, release_notes, compilation_successful, extra, first_seen_at, updated_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)"
        " ON CONFLICT (algorithm_id, git_hash) DO UPDATE SET"
        " semantic_version = excluded.semantic_version, version_uuid = excluded.version_uuid,"
        " build_id = excluded.build_id, settings = excluded.settings,"
        " release_notes = excluded.release_notes,"
        " compilation_successful = excluded.compilation_successful, extra = excluded.extra,"
        " updated_at = max(updated_at, excluded.updated_at)")
      .with(resolved.poll.algorithm_id, version.git_hash, version.semantic_version,
            version.version_uuid, version.build_id, version.settings, version.release_notes,
            as_integer(version.compilation_successful), version.extra, resolved.poll.at)
      .run();
}

// An old build gets its semantic version when it is published, and may be on no page of builds by
// then.
void publish_build(tables& in, const tables::resolved_poll& resolved,
                   const version_record& version) {
  if (!version.build_id || !version.semantic_version) return;
  query(in.cache,
        "UPDATE builds SET semantic_version = ?3, updated_at = max(updated_at, ?4)"
        " WHERE cluster = ?1 AND build_id = ?2 AND semantic_version IS NULL")
      .with(resolved.cluster, *version.build_id, *version.semantic_version, resolved.poll.at)
      .run();
}

// While a name moved from one algorithm to another, versions were stored for the wrong one. Once
// both UUIDs are known, a version belongs to the algorithm whose route shows it.
bool take_over(tables& in, const tables::resolved_poll& resolved, const version_record& seen) {
  if (resolved.requeued() || !seen.build_id || !seen.version_uuid) return false;
  return query(in.cache,
               "UPDATE OR IGNORE versions SET algorithm_id = ?1 WHERE build_id = ?2"
               " AND git_hash = ?3 AND version_uuid = ?4 AND algorithm_id <> ?1"
               " AND algorithm_id IN (SELECT other.algorithm_id FROM algorithms AS other"
               " JOIN algorithms AS self USING (cluster) WHERE self.algorithm_id = ?1"
               " AND self.uuid IS NOT NULL AND other.uuid IS NOT NULL)")
             .with(resolved.poll.algorithm_id, *seen.build_id, seen.git_hash, *seen.version_uuid)
             .run() > 0;
}

}  // namespace

bool store_record(tables& in, const tables::resolved_poll& resolved, const version_record& seen,
                  append_result& result) {
  auto stored = read(in, resolved.poll.algorithm_id, seen.git_hash);
  const bool moved = !stored && take_over(in, resolved, seen);
  if (moved) stored = read(in, resolved.poll.algorithm_id, seen.git_hash);
  const auto before = stored.value_or(version_record{});
  // What comes out of the quarantine may be older than what is stored: it only adds to it.
  const auto now = stored && resolved.requeued() ? merged(seen, before) : merged(before, seen);
  if (stored && now == *stored) {
    ++(moved ? result.updated : result.unchanged);
    return !moved;
  }
  put(in, resolved, now);
  publish_build(in, resolved, now);
  ++(stored ? result.updated : result.added);
  return stored && !moved;
}

append_result store::append(const versions_page& page) {
  return store_page(*tables_, collection::versions, page);
}

}  // namespace algolog
