#include "status/stored_targets.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "api/window.hpp"
#include "error.hpp"
#include "status/target_order.hpp"

namespace algolog {
namespace {

constexpr std::array shown{collection::errors, collection::builds, collection::versions};

constexpr int most_runs = 1000;

// The newest run of each target: a look into an index for each, and never a scan over runs, of
// which there may be many.
constexpr const char select_targets[] =
    "SELECT a.algorithm_id, a.cluster, coalesce(a.owner || '/' || a.name, a.uuid), c.column2,"
    " n.last_at, n.outcome, n.detail"
    " FROM algorithms AS a CROSS JOIN (VALUES ('errors', 0), ('builds', 1), ('versions', 2)) AS c"
    " JOIN polls AS n ON n.poll_id = (SELECT poll_id FROM polls"
    "  WHERE algorithm_id = a.algorithm_id AND collection = c.column1"
    "  ORDER BY poll_id DESC LIMIT 1)";

// The runs of one target, newest first.
constexpr const char select_runs[] =
    "SELECT outcome, first_at, last_at, polls FROM polls WHERE algorithm_id = ? AND collection = ?"
    " ORDER BY poll_id DESC LIMIT ?";

// The same for a target of which more runs than these failed: its last success, and what came next.
constexpr const char select_last_success[] =
    "SELECT o.last_at, f.first_at FROM (SELECT max(poll_id) AS poll_id FROM polls"
    "  WHERE algorithm_id = ?1 AND collection = ?2 AND outcome = 'ok') AS last"
    " LEFT JOIN polls AS o ON o.poll_id = last.poll_id"
    " LEFT JOIN polls AS f ON f.poll_id = (SELECT min(poll_id) FROM polls"
    "  WHERE algorithm_id = ?1 AND collection = ?2 AND poll_id > coalesce(last.poll_id, 0))";

// The newest error of each algorithm.
constexpr const char select_newest[] =
    "SELECT e.algorithm_id, e.seq, e.observed_at, e.backfilled FROM algorithms AS a"
    " JOIN newest_errors AS e ON e.seq = (SELECT seq FROM newest_errors"
    "  WHERE algorithm_id = a.algorithm_id ORDER BY seq DESC LIMIT 1)";

// The errors of one poll are stored in a row, so the rows before its last one are enough.
constexpr const char select_batch[] =
    "SELECT request_id, algorithm_id, observed_at FROM errors WHERE seq <= ? ORDER BY seq DESC"
    " LIMIT 10000";

// Beside a max() SQLite takes the other columns from the row that has it: the gap found last.
constexpr const char select_gaps[] =
    "SELECT algorithm_id, count(*), sum(findings), max(coalesce(widened_at, detected_at)),"
    " from_at, to_at, detected_at, findings FROM gaps GROUP BY algorithm_id";

using by_algorithm = std::unordered_map<std::int64_t, target_status*>;

std::optional<std::int64_t> maybe_integer(const SQLite::Column& from) {
  if (from.isNull()) return std::nullopt;
  return from.getInt64();
}

target_status target_of(SQLite::Statement& row) {
  target_status made;
  made.algorithm_id = row.getColumn(0).getInt64();
  made.cluster = row.getColumn(1).getString();
  made.algorithm = row.getColumn(2).getString();
  made.what = shown[static_cast<std::size_t>(row.getColumn(3).getInt())];
  made.last_at = row.getColumn(4).getInt64();
  made.outcome = row.getColumn(5).getString();
  made.detail = row.getColumn(6).getString();
  const bool ok = made.outcome == name_of(errc::ok);
  made.state = ok ? target_state::ok : target_state::failing;
  if (ok) made.succeeded_at = made.last_at;
  return made;
}

/// Since when targets fail.
class failing_runs {
 public:
  explicit failing_runs(SQLite::Database& db)
      : runs_(db, select_runs), last_success_(db, select_last_success) {}

  void read(target_status& of) {
    start(runs_, of);
    runs_.bind(3, most_runs);
    int seen = 0;
    for (; runs_.executeStep(); ++seen) {
      if (runs_.getColumn(0).getString() == name_of(errc::ok)) {
        of.succeeded_at = runs_.getColumn(2).getInt64();
        return;
      }
      of.failing_since = runs_.getColumn(1).getInt64();
      of.failures += runs_.getColumn(3).getInt64();
    }
    if (seen < most_runs) return;
    start(last_success_, of);
    if (!last_success_.executeStep()) return;
    of.succeeded_at = maybe_integer(last_success_.getColumn(0));
    of.failing_since = maybe_integer(last_success_.getColumn(1));
  }

 private:
  static void start(SQLite::Statement& query, const target_status& of) {
    query.reset();
    query.bind(1, of.algorithm_id);
    query.bind(2, std::string(name_of(of.what)));
  }

  SQLite::Statement runs_;
  SQLite::Statement last_success_;
};

std::unordered_map<std::string, std::size_t> read_limits(SQLite::Database& db) {
  std::unordered_map<std::string, std::size_t> limits;
  SQLite::Statement row(db,
                        "SELECT cluster, window_executions FROM clusters"
                        " WHERE window_executions IS NOT NULL");
  while (row.executeStep()) {
    limits.emplace(row.getColumn(0).getString(),
                   static_cast<std::size_t>(std::max<std::int64_t>(1, row.getColumn(1))));
  }
  return limits;
}

// Executions that the poll which stored the error `seq` found new.
std::size_t executions_of(SQLite::Statement& batch, std::int64_t seq, std::int64_t algorithm,
                          std::int64_t observed_at) {
  std::unordered_set<std::string> requests;
  batch.reset();
  batch.bind(1, seq);
  while (batch.executeStep()) {
    if (batch.getColumn(1).getInt64() != algorithm) break;
    if (batch.getColumn(2).getInt64() != observed_at) break;
    requests.insert(batch.getColumn(0).getString());
  }
  return requests.size();
}

void read_windows(SQLite::Database& db, const by_algorithm& errors) {
  for (const auto& [algorithm, target] : errors)
    if (target->succeeded_at) target->window_fill = 0;
  const auto limits = read_limits(db);
  SQLite::Statement newest(db, select_newest);
  SQLite::Statement batch(db, select_batch);
  while (newest.executeStep()) {
    const auto found = errors.find(newest.getColumn(0).getInt64());
    const std::int64_t observed_at = newest.getColumn(2);
    if (found == errors.end() || found->second->succeeded_at != observed_at) continue;
    target_status& target = *found->second;
    target.window_fill.reset();
    if (newest.getColumn(3).getInt() != 0) continue;  // what the first poll finds is history
    const auto limit = limits.find(target.cluster);
    const std::size_t executions =
        executions_of(batch, newest.getColumn(1), found->first, observed_at);
    target.window_fill =
        static_cast<double>(executions) /
        static_cast<double>(limit == limits.end() ? documented_executions : limit->second);
  }
}

void read_gaps(SQLite::Database& db, const by_algorithm& errors) {
  SQLite::Statement row(db, select_gaps);
  while (row.executeStep()) {
    const auto found = errors.find(row.getColumn(0).getInt64());
    if (found == errors.end()) continue;
    target_status& target = *found->second;
    target.gaps = row.getColumn(1);
    target.gap_findings = row.getColumn(2);
    target.last_gap_at = row.getColumn(3).getInt64();
    target.last_gap =
        gap_status{row.getColumn(4), row.getColumn(5), row.getColumn(6), row.getColumn(7)};
  }
}

}  // namespace

std::vector<target_status> read_stored_targets(SQLite::Database& db) {
  std::vector<target_status> targets;
  SQLite::Statement row(db, select_targets);
  failing_runs failing(db);
  while (row.executeStep()) {
    targets.push_back(target_of(row));
    if (targets.back().state == target_state::failing) failing.read(targets.back());
  }
  sort_targets(targets);
  by_algorithm errors;
  for (target_status& target : targets)
    if (target.what == collection::errors) errors.emplace(target.algorithm_id, &target);
  read_windows(db, errors);
  read_gaps(db, errors);
  return targets;
}

}  // namespace algolog
