#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <string>

#include "milliseconds.hpp"
#include "store/prune.hpp"
#include "store/prune_clock.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace algolog {
namespace {

// What one step may cost its neighbours in the same commit.
constexpr std::int64_t rows_of_step = 500;
constexpr std::size_t bytes_of_step = 4U << 20;

// A row's bytes where it may go, NULL where it must stay: because it is another cluster's, hooks
// read it, it was made lately, or a route may show it still. A route that showed it before shows
// the newest executions, so none older than the oldest it showed last.
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

/// The rows a step looks at, and of them those that go.
struct chosen {
  std::vector<std::int64_t> rows;
  prune_result result;
};

/// The latest time at which a record can have been made: clocks of workers differ a little.
std::int64_t latest(const prune_step& step) { return step.now + day_ms; }

chosen choose(tables& in, const prune_step& step) {
  chosen found;
  query row(in.cache, step.what == prunable::errors ? errors_of_step : logs_of_step);
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

void delete_error(tables& in, std::int64_t seq) {
  query(in.cache, "DELETE FROM errors WHERE seq = ?1").with(seq).run();
}

// A build that has ended and whose log is unavailable is not asked for it again.
void delete_log(tables& in, std::int64_t row) {
  query(
      in.cache,
      "UPDATE builds SET log_state = 'unavailable', log_next_at = NULL WHERE (cluster, build_id) ="
      " (SELECT cluster, build_id FROM build_logs WHERE rowid = ?1)")
      .with(row)
      .run();
  query(in.cache, "DELETE FROM build_logs WHERE rowid = ?1").with(row).run();
}

}  // namespace

bool keeps_all(const retention_config& settings) noexcept {
  return settings.errors.count() <= 0 && settings.build_logs.count() <= 0;
}

std::vector<prune_step> prune_steps(const retention_config& settings, const std::string& cluster,
                                    std::int64_t now) {
  std::vector<prune_step> steps;
  if (settings.errors.count() > 0) {
    const auto age = std::max<std::chrono::milliseconds>(settings.errors, least_age_of_errors);
    steps.push_back({cluster, prunable::errors, now - age.count(), now, {}});
  }
  if (settings.build_logs.count() > 0) {
    steps.push_back({cluster, prunable::build_logs, now - settings.build_logs.count(), now, {}});
  }
  return steps;
}

void add(std::vector<pruned_rows>& all, const std::vector<pruned_rows>& more) {
  for (const auto& one : more) {
    const auto same = [&](const auto& known) {
      return known.algorithm_id == one.algorithm_id && known.what == one.what;
    };
    const auto known = std::ranges::find_if(all, same);
    if (known == all.end()) {
      all.push_back(one);
      continue;
    }
    known->rows += one.rows;
    known->bytes += one.bytes;
    known->oldest_at = std::min(known->oldest_at, one.oldest_at);
    known->newest_at = std::max(known->newest_at, one.newest_at);
  }
}

bool go_on(prune_step& step, const prune_result& done) noexcept {
  if (done.next) step.after = *done.next;
  return done.next.has_value();
}

bool gets_smaller(std::size_t before, std::size_t left) noexcept {
  return left != 0 && (before == 0 || left < before);
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

prune_result store::prune(const prune_step& step) {
  auto found = choose(*tables_, step);
  for (const auto row : found.rows) {
    step.what == prunable::errors ? delete_error(*tables_, row) : delete_log(*tables_, row);
  }
  return std::move(found.result);
}

std::vector<prune_clock> store::prune_clocks() {
  return algolog::prune_clocks(tables_->cache.handle());
}

std::size_t store::give_back(std::size_t pages) {
  auto& db = tables_->cache.handle();
  constexpr int incremental = 2;
  if (db.execAndGet("PRAGMA auto_vacuum").getInt() != incremental) return 0;
  db.exec("PRAGMA incremental_vacuum(" + std::to_string(pages) + ")");
  return static_cast<std::size_t>(db.execAndGet("PRAGMA freelist_count").getInt64());
}

}  // namespace algolog
