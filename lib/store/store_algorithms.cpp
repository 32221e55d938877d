#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include "store/store.hpp"
#include "store/tables.hpp"

namespace algolog {
namespace {

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

watched_algorithm read(tables& in, std::int64_t algorithm_id) {
  query row(in.cache,
            "SELECT coalesce(owner, ''), coalesce(name, ''), coalesce(uuid, ''), builds_walked_at,"
            " versions_walked_at FROM algorithms WHERE algorithm_id = ?1");
  if (!row.with(algorithm_id).step()) {
    throw SQLite::Exception("no algorithm " + std::to_string(algorithm_id), SQLITE_CONSTRAINT);
  }
  watched_algorithm found;
  found.algorithm_id = algorithm_id;
  found.ref.owner = row.text(0);
  found.ref.name = row.text(1);
  found.ref.uuid = row.text(2);
  found.builds_walked_at = row.maybe_integer(3);
  found.versions_walked_at = row.maybe_integer(4);
  return found;
}

std::optional<std::int64_t> by_uuid(tables& in, const std::string& cluster,
                                    const algorithm_ref& ref) {
  if (ref.uuid.empty()) return std::nullopt;
  query row(in.cache, "SELECT algorithm_id FROM algorithms WHERE cluster = ?1 AND uuid = ?2");
  if (!row.with(cluster, ref.uuid).step()) return std::nullopt;
  return row.integer(0);
}

std::optional<std::int64_t> by_name(tables& in, const std::string& cluster,
                                    const algorithm_ref& ref) {
  if (!ref.has_name()) return std::nullopt;
  query row(in.cache,
            "SELECT algorithm_id FROM algorithms WHERE cluster = ?1 AND owner = ?2 AND name = ?3");
  if (!row.with(cluster, ref.owner, ref.name).step()) return std::nullopt;
  return row.integer(0);
}

std::int64_t merged(tables& in, std::int64_t one, std::int64_t other) {
  const auto older = std::min(one, other);
  in.merge(std::max(one, other), older);
  return older;
}

bool has_uuid(tables& in, std::int64_t algorithm_id) {
  return !read(in, algorithm_id).ref.uuid.empty();
}

bool knows_uuids(tables& in, const std::string& cluster) {
  query any(in.cache, "SELECT 1 FROM algorithms WHERE cluster = ?1 AND uuid IS NOT NULL LIMIT 1");
  return any.with(cluster).step();
}

std::int64_t insert(tables& in, const std::string& cluster, const algorithm_ref& ref,
                    std::int64_t now) {
  query(in.cache,
        "INSERT INTO algorithms (cluster, owner, name, uuid, first_seen_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5)")
      .with(cluster, unless_empty(ref.owner), unless_empty(ref.name), unless_empty(ref.uuid), now)
      .run();
  return in.cache.handle().getLastInsertRowid();
}

// The row that `found` is about. `asked` is the one that was looked up: without a UUID it is this
// algorithm, whose UUID is known from now on; with another one it is another algorithm.
std::int64_t row_of(tables& in, const std::string& cluster, std::int64_t asked,
                    const algorithm_ref& found, std::int64_t now) {
  const auto row = found.uuid.empty() ? by_name(in, cluster, found) : by_uuid(in, cluster, found);
  if (!has_uuid(in, asked)) return row && *row != asked ? merged(in, asked, *row) : asked;
  if (row) return *row;
  const auto holder = by_name(in, cluster, found);
  if (holder && !has_uuid(in, *holder)) return *holder;
  algorithm_ref unnamed;
  unnamed.uuid = found.uuid;
  return insert(in, cluster, unnamed, now);
}

// If the UUID of the row that has the name is not known, it is the same algorithm. Otherwise the
// name has moved: the algorithm that lost it keeps its rows, under its UUID.
std::int64_t take_name(tables& in, const std::string& cluster, std::int64_t row,
                       const algorithm_ref& found) {
  const auto holder = by_name(in, cluster, found);
  if (!holder || *holder == row) return row;
  if (!has_uuid(in, *holder)) return merged(in, row, *holder);
  in.pass_name(*holder, row);
  return row;
}

}  // namespace

watched_algorithm store::watch(const std::string& cluster, const algorithm_ref& ref,
                               std::int64_t now) {
  auto& in = *tables_;
  auto id = by_uuid(in, cluster, ref);
  if (!id) id = by_name(in, cluster, ref);
  auto found = read(in, id ? *id : insert(in, cluster, ref, now));
  found.unfamiliar = found.ref.uuid.empty() && knows_uuids(in, cluster);
  return found;
}

watched_algorithm store::identify(std::int64_t algorithm_id, const algorithm_ref& told,
                                  std::int64_t now) {
  auto& in = *tables_;
  const auto resolved = in.resolve(poll_facts{algorithm_id, {}, now});
  auto found = told;
  if (found.uuid.empty()) found.uuid = read(in, resolved.poll.algorithm_id).ref.uuid;
  auto self = row_of(in, resolved.cluster, resolved.poll.algorithm_id, found, now);
  self = take_name(in, resolved.cluster, self, found);
  query(in.cache,
        "UPDATE algorithms SET owner = coalesce(?2, owner), name = coalesce(?3, name),"
        " uuid = coalesce(?4, uuid) WHERE algorithm_id = ?1 AND (owner IS NOT coalesce(?2, owner)"
        " OR name IS NOT coalesce(?3, name) OR uuid IS NOT coalesce(?4, uuid))")
      .with(self, unless_empty(found.owner), unless_empty(found.name), unless_empty(found.uuid))
      .run();
  return read(in, self);
}

}  // namespace algolog
