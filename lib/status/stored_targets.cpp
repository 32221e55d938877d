#include "status/stored_targets.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "api/window.hpp"

namespace algolog {
namespace {

constexpr std::array shown{collection::errors, collection::builds, collection::versions};

// For each target three runs: n, the newest; o, the newest that succeeded where n did not; f, the
// first one after o. Each is found by a look into an index, never by a scan over runs, of which
// there may be many. Of more than 1000 failed runs in a row only the newest 1000 are counted.
constexpr const char select_targets[] =
    "SELECT a.algorithm_id, a.cluster, coalesce(a.owner || '/' || a.name, a.uuid), c.column2,"
    " n.last_at, n.outcome, n.detail, o.last_at, f.first_at,"
    " CASE WHEN n.outcome <> 'ok' THEN (SELECT sum(polls) FROM (SELECT polls FROM polls"
    "  WHERE algorithm_id = a.algorithm_id AND collection = c.column1"
    "  AND poll_id > coalesce(o.poll_id, 0) ORDER BY poll_id DESC LIMIT 1000)) END"
    " FROM algorithms AS a CROSS JOIN (VALUES ('errors', 0), ('builds', 1), ('versions', 2)) AS c"
    " JOIN polls AS n ON n.poll_id = (SELECT poll_id FROM polls"
    "  WHERE algorithm_id = a.algorithm_id AND collection = c.column1"
    "  ORDER BY poll_id DESC LIMIT 1)"
    " LEFT JOIN polls AS o ON n.outcome <> 'ok' AND o.poll_id = (SELECT poll_id FROM polls"
    "  WHERE algorithm_id = a.algorithm_id AND collection = c.column1 AND outcome = 'ok'"
    "  ORDER BY poll_id DESC LIMIT 1)"
    " LEFT JOIN polls AS f ON n.outcome <> 'ok' AND f.poll_id = (SELECT poll_id FROM polls"
    "  WHERE algorithm_id = a.algorithm_id AND collection = c.column1"
    "  AND poll_id > coalesce(o.poll_id, 0) ORDER BY poll_id LIMIT 1)";

// The newest error of each algorithm.
constexpr const char select_newest[] =
    "SELECT e.algorithm_id, e.seq, e.observed_at, e.backfilled FROM algorithms AS a"
    " JOIN newest_errors AS e ON e.seq = (SELECT seq FROM newest_errors"
    "  WHERE algorithm_id = a.algorithm_id ORDER BY seq DESC LIMIT 1)";

// One poll's errors are stored one after the other, so going back from the last of them suffices.
constexpr const char select_batch[] =
    "SELECT request_id, algorithm_id, observed_at FROM errors WHERE seq <= ? ORDER BY seq DESC"
    " LIMIT 10000";

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
  const bool ok = made.outcome == name_of(errc::ok);
  made.state = ok ? target_state::ok : target_state::failing;
  if (ok) {
    made.succeeded_at = made.last_at;
    return made;
  }
  made.detail = row.getColumn(6).getString();
  made.succeeded_at = maybe_integer(row.getColumn(7));
  made.failing_since = maybe_integer(row.getColumn(8));
  made.failures = row.getColumn(9).getInt64();
  return made;
}

std::unordered_map<std::string, std::size_t> read_limits(SQLite::Database& db) {
  std::unordered_map<std::string, std::size_t> limits;
  SQLite::Statement row(db, "SELECT cluster, executions FROM window_limits");
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
  SQLite::Statement row(
      db, "SELECT algorithm_id, count(*), max(detected_at) FROM gaps GROUP BY algorithm_id");
  while (row.executeStep()) {
    const auto found = errors.find(row.getColumn(0).getInt64());
    if (found == errors.end()) continue;
    found->second->gaps = row.getColumn(1);
    found->second->last_gap_at = row.getColumn(2).getInt64();
  }
}

}  // namespace

std::vector<target_status> read_stored_targets(SQLite::Database& db) {
  std::vector<target_status> targets;
  SQLite::Statement row(db, select_targets);
  while (row.executeStep()) targets.push_back(target_of(row));
  std::ranges::sort(targets, {}, [](const target_status& of) {
    return std::tie(of.cluster, of.algorithm, of.what);
  });
  by_algorithm errors;
  for (target_status& target : targets)
    if (target.what == collection::errors) errors.emplace(target.algorithm_id, &target);
  read_windows(db, errors);
  read_gaps(db, errors);
  return targets;
}

}  // namespace algolog
