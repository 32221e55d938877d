#include "status/stored_status.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>

#include "milliseconds.hpp"
#include "status/cluster_summary.hpp"
#include "status/storage_sizes.hpp"
#include "status/stored_targets.hpp"

namespace algolog {
namespace {

quarantine_status read_quarantine(SQLite::Database& db) {
  quarantine_status made;
  made.rows =
      db.execAndGet("SELECT count(*) FROM (SELECT 1 FROM quarantine LIMIT 100000)").getInt64();
  SQLite::Statement last(db,
                         "SELECT q.received_at, q.reason, q.cluster,"
                         " coalesce(a.owner || '/' || a.name, a.uuid, '') FROM quarantine AS q"
                         " LEFT JOIN algorithms AS a USING (algorithm_id)"
                         " ORDER BY q.quarantine_id DESC LIMIT 1");
  if (!last.executeStep()) return made;
  made.last_at = last.getColumn(0).getInt64();
  made.last_reason = last.getColumn(1).getString();
  made.last_cluster = last.getColumn(2).getString();
  made.last_algorithm = last.getColumn(3).getString();
  return made;
}

void count_gaps(SQLite::Database& db, status& in) {
  SQLite::Statement row(db,
                        "SELECT count(*), sum(coalesce(widened_at, detected_at) > ?) FROM gaps");
  row.bind(1, in.at - day_ms);
  row.executeStep();
  in.gaps = row.getColumn(0);
  in.gaps_today = row.getColumn(1);
}

/// The newest time that a cluster has told. This machine's clock may be behind it.
std::int64_t newest_told(SQLite::Database& db) {
  return db.execAndGet("SELECT coalesce(max(told_at), 0) FROM cluster_clocks").getInt64();
}

}  // namespace

status read_stored_status(SQLite::Database& db, std::int64_t now) {
  SQLite::Transaction snapshot(db);  // all figures are of one instant
  status made;
  made.at = std::max(now, newest_told(db));
  made.targets = read_stored_targets(db);
  made.storage = read_storage(db, made.at);
  made.quarantine = read_quarantine(db);
  count_gaps(db, made);
  made.samples = read_samples(db, made.at, day_ms);
  for (const target_status& target : made.targets)
    made.storage.committed_at = std::max(made.storage.committed_at, target.last_at);
  summarize_clusters(made);
  return made;
}

}  // namespace algolog
