#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/collection.hpp"

namespace algolog {

// What the operator is shown: one snapshot, from which `algologd status`, `/status.json`, the page,
// `/metrics` and `/readyz` all take their figures, so that they agree. Instants are milliseconds
// since the epoch, UTC; texts of clusters are as they came, to be made safe by whoever shows them.

/// The state of a target, as every view shows it.
enum class target_state {
  ok,
  waiting,  ///< not polled yet
  failing,
  parked,  ///< its cluster is down
};
std::string_view name_of(target_state state) noexcept;

/// The gap of a target that was found last; `last_gap_at` tells when that was.
struct gap_status {
  std::int64_t from_at = 0;      ///< errors made from here
  std::int64_t to_at = 0;        ///< to here may be missing, by the cluster's clock
  std::int64_t detected_at = 0;  ///< since when it is known
  std::int64_t findings = 0;     ///< polls that found it: more than one, where loss goes on
};

/// One collection of one algorithm. Without the daemon `next_at`, `interval_ms`, `rate` and
/// `advice` are absent, and the rest is what the database tells.
struct target_status {
  std::string cluster;
  std::string algorithm;  ///< "owner/name" or UUID
  std::int64_t algorithm_id = 0;
  collection what = collection::errors;  ///< never `algorithm` or `logs`: those are means
  target_state state = target_state::waiting;
  std::optional<std::int64_t> last_at;
  std::optional<std::int64_t> succeeded_at;
  std::optional<std::int64_t> next_at;  ///< nothing: under way or parked
  std::optional<std::int64_t> interval_ms;
  std::optional<std::int64_t> failing_since;
  std::string outcome;                ///< name of an errc, "ok" included; empty: never polled
  std::string detail;                 ///< the last error, verbatim
  std::string advice;                 ///< what to do about it
  std::int64_t failures = 0;          ///< in a row; stored ones of the newest 1000 runs
  std::optional<double> window_fill;  ///< errors: share of the window that the last poll found new
  std::optional<double> rate;         ///< errors: failed executions per second
  std::int64_t gaps = 0;              ///< errors: rows of `gaps`, ever
  std::int64_t gap_findings = 0;      ///< errors: polls that found one of them
  std::optional<std::int64_t> last_gap_at;  ///< when a poll last found one
  std::optional<gap_status> last_gap;       ///< the one it found
};

struct cluster_status {
  std::string name;
  std::string url;  ///< empty without the daemon
  std::int64_t targets = 0;
  std::int64_t failing = 0;                  ///< of them; parked ones included
  std::optional<std::int64_t> succeeded_at;  ///< the last success of any target
  std::optional<std::int64_t> down_since;
  std::string why;                                ///< of being down
  std::string advice;                             ///< what to do about that
  std::int64_t interval_ms = 0;                   ///< longest errors_interval; 0 without the daemon
  std::optional<std::int64_t> paused_until = {};  ///< nothing is asked before: it wants that
  std::string paused_by = {};                     ///< the answer that said so
};

struct quarantine_status {
  std::int64_t rows = 0;
  std::optional<std::int64_t> last_at;
  std::string last_reason;
  std::string last_cluster;
  std::string last_algorithm;  ///< may be empty
};

/// One row of the table `samples`.
struct sample_point {
  std::int64_t at = 0;
  std::int64_t database_bytes = 0;
  std::int64_t wal_bytes = 0;
  std::int64_t polls = 0;
  std::int64_t failed_polls = 0;
  std::int64_t new_errors = 0;
  std::int64_t new_builds = 0;
  std::int64_t queue_records = 0;
  double commit_ms = 0;
};

struct storage_status {
  std::string path;
  std::int64_t database_bytes = 0;
  std::int64_t free_bytes = 0;  ///< of it, pages to be used again
  std::int64_t wal_bytes = 0;
  std::int64_t disk_free_bytes = 0;  ///< for an ordinary user
  std::int64_t disk_total_bytes = 0;
  std::optional<double> growth_per_day;  ///< bytes, from the samples of at most 7 days
  std::optional<double> days_left;       ///< until the disk is full; nothing: it does not grow
  std::int64_t queue_records = 0;        ///< waiting to be stored
  std::int64_t memory_bytes = 0;         ///< of records that wait for a database that fails
  std::int64_t failed_commits = 0;       ///< since the daemon started; 0 without it
  std::optional<std::int64_t> committed_at;
  std::optional<std::int64_t> failing_since;
  std::string why;
};

struct status {
  std::int64_t at = 0;  ///< when this was put together
  bool live = false;    ///< the daemon said it; otherwise all is from the database
  std::string version;  ///< of the daemon
  std::optional<std::int64_t> started_at;
  std::optional<std::int64_t> configured_at;
  std::string config_digest;
  std::string reload_problem;
  std::vector<cluster_status> clusters;  ///< by name
  std::vector<target_status> targets;    ///< by cluster, algorithm, collection
  storage_status storage;
  quarantine_status quarantine;
  std::int64_t gaps = 0;              ///< rows, ever
  std::int64_t gaps_today = 0;        ///< found, or found to go on, within 24 hours
  std::vector<sample_point> samples;  ///< of 24 hours, oldest first; the last is of now, if live
};

}  // namespace algolog
