#pragma once

#include <concepts>
#include <type_traits>

#include "status/status.hpp"

namespace algolog {

// The fields of the snapshot under the names they have in JSON: one list for both its writer and
// its reader. `f` is called with name and field.

template <class T, class Of>
concept some = std::same_as<std::remove_const_t<T>, Of>;

void each_field(some<cluster_status> auto& of, auto&& f) {
  f("name", of.name);
  f("url", of.url);
  f("targets", of.targets);
  f("failing", of.failing);
  f("succeeded_at", of.succeeded_at);
  f("down_since", of.down_since);
  f("paused_until", of.paused_until);
  f("paused_by", of.paused_by);
  f("why", of.why);
  f("advice", of.advice);
  f("interval_ms", of.interval_ms);
}

void each_field(some<gap_status> auto& of, auto&& f) {
  f("from_at", of.from_at);
  f("to_at", of.to_at);
  f("detected_at", of.detected_at);
  f("findings", of.findings);
}

void each_field(some<target_status> auto& of, auto&& f) {
  f("cluster", of.cluster);
  f("algorithm", of.algorithm);
  f("algorithm_id", of.algorithm_id);
  f("collection", of.what);
  f("state", of.state);
  f("last_at", of.last_at);
  f("succeeded_at", of.succeeded_at);
  f("next_at", of.next_at);
  f("interval_ms", of.interval_ms);
  f("failing_since", of.failing_since);
  f("outcome", of.outcome);
  f("detail", of.detail);
  f("advice", of.advice);
  f("failures", of.failures);
  f("window_fill", of.window_fill);
  f("rate", of.rate);
  f("gaps", of.gaps);
  f("gap_findings", of.gap_findings);
  f("last_gap_at", of.last_gap_at);
  f("last_gap", of.last_gap);
}

void each_field(some<quarantine_status> auto& of, auto&& f) {
  f("rows", of.rows);
  f("last_at", of.last_at);
  f("last_reason", of.last_reason);
  f("last_cluster", of.last_cluster);
  f("last_algorithm", of.last_algorithm);
}

void each_field(some<sample_point> auto& of, auto&& f) {
  f("at", of.at);
  f("database_bytes", of.database_bytes);
  f("wal_bytes", of.wal_bytes);
  f("polls", of.polls);
  f("failed_polls", of.failed_polls);
  f("new_errors", of.new_errors);
  f("new_builds", of.new_builds);
  f("queue_records", of.queue_records);
  f("commit_ms", of.commit_ms);
}

void each_field(some<storage_status> auto& of, auto&& f) {
  f("path", of.path);
  f("database_bytes", of.database_bytes);
  f("free_bytes", of.free_bytes);
  f("wal_bytes", of.wal_bytes);
  f("disk_free_bytes", of.disk_free_bytes);
  f("disk_total_bytes", of.disk_total_bytes);
  f("growth_per_day", of.growth_per_day);
  f("days_left", of.days_left);
  f("queue_records", of.queue_records);
  f("memory_bytes", of.memory_bytes);
  f("failed_commits", of.failed_commits);
  f("committed_at", of.committed_at);
  f("failing_since", of.failing_since);
  f("why", of.why);
}

void each_field(some<status> auto& of, auto&& f) {
  f("at", of.at);
  f("live", of.live);
  f("version", of.version);
  f("started_at", of.started_at);
  f("configured_at", of.configured_at);
  f("config_digest", of.config_digest);
  f("reload_problem", of.reload_problem);
  f("clusters", of.clusters);
  f("targets", of.targets);
  f("storage", of.storage);
  f("quarantine", of.quarantine);
  f("gaps", of.gaps);
  f("gaps_today", of.gaps_today);
  f("samples", of.samples);
}

}  // namespace algolog
