#include "store/prunable_rows.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <string>

#include "milliseconds.hpp"
#include "store/query.hpp"

namespace algolog {
namespace {

// Bounds by how much one step delays the other calls of the same commit.
constexpr std::int64_t rows_of_step = 500;
constexpr std::size_t bytes_of_step = 4U << 20;

// A row's bytes if it may be deleted, NULL if it must stay: because it is another cluster's, hooks
// read it, it was made lately, or a route may still show it. A route shows the newest executions,
// so it shows none that is older than the oldest of its last window.
const std::string bytes_of_errors =
    "iif(e.cluster <> ?2 OR e.created_at BETWEEN ?1 AND ?3 OR e.seq IN (SELECT seq FROM "
    "newest_errors) OR EXISTS ("
    "  SELECT 1 FROM windows AS w WHERE w.executions > 0 AND (w.algorithm_id = e.algorithm_id"
    "   OR w.algorithm_id IN (SELECT s.algorithm_id FROM error_sightings AS s WHERE s.seq = e.seq))"
    "  AND iif(coalesce(w.shown_from, w.oldest_at) IS NULL, e.created_at IS NULL,"
    "   coalesce(e.created_at, e.observed_at) >= coalesce(w.shown_from, w.oldest_at))), NULL,"
    " coalesce(length(CAST(e.error AS BLOB)), 0) + coalesce(length(CAST(e.input AS BLOB)), 0)"
    " + coalesce(length(CAST(e.extra AS BLOB)), 0))";
const std::string bytes_of_logs =
    "iif(l.cluster <> ?2 OR b.finished_at BETWEEN ?1 AND ?3, NULL, l.log_bytes)";

const std::string from_errors = " FROM errors AS e WHERE e.observed_at < ?1";
const std::string from_logs =
    " FROM build_logs AS l JOIN builds AS b USING (cluster, build_id) WHERE l.fetched_at < ?1";

const std::string errors_of_step = "SELECT e.seq, e.observed_at, e.algorithm_id, " +
                                   bytes_of_errors + from_errors +
                                   " AND (e.observed_at, e.seq) > (?4, ?5)"
                                   " ORDER BY e.observed_at, e.seq LIMIT ?6";
const std::string logs_of_step = "SELECT l.rowid, l.fetched_at, b.algorithm_id, " + bytes_of_logs +
                                 from_logs +
                                 " AND (l.fetched_at, l.rowid) > (?4, ?5)"
                                 " ORDER BY l.fetched_at, l.rowid LIMIT ?6";

const std::string by_algorithm =
    "SELECT algorithm_id, count(*), sum(bytes), min(at), max(at) FROM found WHERE bytes IS NOT NULL"
    " GROUP BY algorithm_id ORDER BY algorithm_id";
const std::string all_errors = "WITH found AS (SELECT e.algorithm_id, e.observed_at AS at, " +
                               bytes_of_errors + " AS bytes" + from_errors + ") " + by_algorithm;
const std::string all_logs = "WITH found AS (SELECT b.algorithm_id, l.fetched_at AS at, " +
                             bytes_of_logs + " AS bytes" + from_logs + ") " + by_algorithm;

/// The latest time at which a record can have been made: clocks of workers differ a little.
std::int64_t latest(const prune_step& step) { return step.now + day_ms; }

}  // namespace

chosen_rows choose_rows(statement_cache& cache, const prune_step& step) {
  chosen_rows found;
  query row(cache, step.what == prunable::errors ? errors_of_step : logs_of_step);
  row.with(step.before, step.cluster, latest(step), step.after.at, step.after.row, rows_of_step);
  std::int64_t looked_at = 0;
  std::size_t bytes = 0;
  while (bytes < bytes_of_step && row.step()) {
    ++looked_at;
    found.result.next = prune_position{row.integer(1), row.integer(0)};
    const auto size = row.maybe_integer(3);
    if (!size) continue;
    bytes += static_cast<std::size_t>(*size);
    found.rows.push_back(row.integer(0));
    add(found.result.deleted, {{row.integer(2), step.what, 1, static_cast<std::size_t>(*size),
                                row.integer(1), row.integer(1)}});
  }
  if (bytes < bytes_of_step && looked_at < rows_of_step) found.result.next.reset();
  return found;
}

std::vector<pruned_rows> prunable_rows(SQLite::Database& db, const prune_step& step) {
  SQLite::Statement rows(db, step.what == prunable::errors ? all_errors : all_logs);
  rows.bind(1, step.before);
  rows.bind(2, step.cluster);
  rows.bind(3, latest(step));
  std::vector<pruned_rows> found;
  const auto count = [&](int column) {
    return static_cast<std::size_t>(rows.getColumn(column).getInt64());
  };
  while (rows.executeStep()) {
    found.push_back({rows.getColumn(0).getInt64(), step.what, count(1), count(2),
                     rows.getColumn(3).getInt64(), rows.getColumn(4).getInt64()});
  }
  return found;
}

}  // namespace algolog
