#include "store/walk_marks.hpp"

#include <SQLiteCpp/Database.h>

#include <string_view>

#include "store/query.hpp"

namespace algolog {

walk_marks::walk_marks(statement_cache& cache) : cache_(cache) {
  cache_.handle().exec(
      "CREATE TEMP TABLE IF NOT EXISTS open_walk_marks (algorithm_id INTEGER, collection TEXT,"
      " walk INTEGER, begun INTEGER NOT NULL, PRIMARY KEY (algorithm_id, collection, walk))"
      " WITHOUT ROWID");
}

void walk_marks::begin(const position& at) {
  query(cache_, "INSERT OR REPLACE INTO temp.open_walk_marks VALUES (?1, ?2, ?3, ?4)")
      .with(at.algorithm_id, name_of(at.what), at.walk.number, at.walk.begun)
      .run();
  set(at, std::nullopt);
}

void walk_marks::end(const position& at, const std::optional<std::int64_t>& last_full_walk) {
  const bool own = take_note(at);
  // This walk must not set a mark that another walk, or a name that moved, took away.
  if (noted(at) || (!own && !get(at.algorithm_id, at.what))) return;
  set(at, last_full_walk);
}

void walk_marks::complete(const position& at, std::int64_t now) {
  take_note(at);
  query(cache_,
        "DELETE FROM temp.open_walk_marks WHERE algorithm_id = ?1 AND collection = ?2"
        " AND begun < ?3")
      .with(at.algorithm_id, name_of(at.what), at.walk.number)
      .run();
  if (!noted(at)) set(at, now);
}

void walk_marks::doubt(const position& at) {
  take_note(at);
  set(at, std::nullopt);
}

std::optional<std::int64_t> walk_marks::get(std::int64_t algorithm_id, collection what) {
  query row(cache_,
            "SELECT iif(?2 = 'builds', builds_walked_at, versions_walked_at) FROM algorithms"
            " WHERE algorithm_id = ?1");
  if (!row.with(algorithm_id, name_of(what)).step()) return std::nullopt;
  return row.maybe_integer(0);
}

void walk_marks::orphan(std::int64_t algorithm_id) {
  query(cache_,
        "UPDATE OR REPLACE temp.open_walk_marks SET walk = -abs(walk) WHERE algorithm_id = ?1")
      .with(algorithm_id)
      .run();
}

void walk_marks::merge(std::int64_t from, std::int64_t into) {
  orphan(from);
  orphan(into);
  query(cache_,
        "UPDATE OR REPLACE temp.open_walk_marks SET algorithm_id = ?2 WHERE algorithm_id = ?1")
      .with(from, into)
      .run();
}

/// Whether the walk had a note.
bool walk_marks::take_note(const position& at) {
  return query(cache_,
               "DELETE FROM temp.open_walk_marks WHERE algorithm_id = ?1 AND collection = ?2"
               " AND walk = ?3")
             .with(at.algorithm_id, name_of(at.what), at.walk.number)
             .run() > 0;
}

bool walk_marks::noted(const position& at) {
  return query(cache_,
               "SELECT 1 FROM temp.open_walk_marks WHERE algorithm_id = ?1 AND collection = ?2"
               " LIMIT 1")
      .with(at.algorithm_id, name_of(at.what))
      .step();
}

void walk_marks::set(const position& at, const std::optional<std::int64_t>& walked_at) {
  const std::string_view sql =
      at.what == collection::builds
          ? std::string_view(
                "UPDATE algorithms SET builds_walked_at = ?2 WHERE algorithm_id = ?1"
                " AND builds_walked_at IS NOT ?2")
          : std::string_view(
                "UPDATE algorithms SET versions_walked_at = ?2 WHERE algorithm_id = ?1"
                " AND versions_walked_at IS NOT ?2");
  query(cache_, sql).with(at.algorithm_id, walked_at).run();
}

}  // namespace algolog
