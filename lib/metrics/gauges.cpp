#include "metrics/gauges.hpp"

#include "metrics/family_list.hpp"
#include "metrics/process_usage.hpp"
#include "metrics/target_series.hpp"
#include "status/readiness.hpp"

namespace algolog {
namespace {

double seconds(std::int64_t ms) { return static_cast<double>(ms) / 1000; }
double seconds(const std::optional<std::int64_t>& ms) { return seconds(ms.value_or(0)); }

/// Without a row nothing is known of a target: 0 now and more later would look like a loss.
std::optional<double> counted(const target_status& of, std::int64_t count) {
  if (of.what != collection::errors || of.algorithm_id == 0) return std::nullopt;
  return static_cast<double>(count);
}

void add_targets(family_list& to, const status& of, algorithm_places& places) {
  const target_series targets(of.targets, places);
  to.counter("algologd_gaps_total", "Spans of time in which errors may have been lost, ever.");
  targets.put_total(to, places.other_gaps,
                    [](const target_status& t) { return counted(t, t.gaps); });
  to.counter("algologd_gap_findings_total",
             "Polls that found such a span, ever; also where one that is known goes on.");
  targets.put_total(to, places.other_findings,
                    [](const target_status& t) { return counted(t, t.gap_findings); });
  to.gauge("algologd_last_gap_timestamp_seconds",
           "When a poll last found one, seconds since 1970; absent: never.");
  targets.put(to, fold::most, [](const target_status& t) -> std::optional<double> {
    if (!t.last_gap_at) return std::nullopt;
    return seconds(t.last_gap_at);
  });
  to.gauge("algologd_window_fill_ratio",
           "Share of the cluster's window of errors that the last poll found new; near 1 the next "
           "ones may be lost.");
  targets.put(to, fold::most, [](const target_status& t) { return t.window_fill; });
  to.gauge("algologd_last_success_timestamp_seconds",
           "When a poll last succeeded, seconds since 1970; 0: never.");
  targets.put_each(to, fold::least, [](const target_status& t) -> std::optional<double> {
    return seconds(t.succeeded_at);
  });
  to.gauge("algologd_poll_interval_seconds", "The wait between two polls, as things are.");
  targets.put_each(to, fold::most, [](const target_status& t) -> std::optional<double> {
    if (!t.interval_ms) return std::nullopt;
    return seconds(t.interval_ms);
  });
}

void add_clusters(family_list& to, const status& of) {
  to.gauge("algologd_targets",
           "Targets (one collection of one algorithm each) by state; parked: the cluster is down.");
  for (const auto& [whose, count] : count_states(of)) {
    to.put({{"cluster", whose.first}, {"state", std::string(name_of(whose.second))}}, count);
  }
  to.gauge("algologd_cluster_up", "0 while the cluster is taken to be down.");
  for (const auto& c : of.clusters) to.put({{"cluster", c.name}}, c.down_since ? 0 : 1);
  to.gauge("algologd_cluster_last_success_timestamp_seconds",
           "When any poll of the cluster last succeeded, seconds since 1970; 0: never.");
  for (const auto& c : of.clusters) to.put({{"cluster", c.name}}, seconds(c.succeeded_at));
}

void add_storage(family_list& to, const storage_status& s) {
  to.gauge("algologd_queue_records", "Records that wait to be stored.", s.queue_records);
  to.gauge("algologd_queue_bytes",
           "Memory of records that wait for a database which cannot be written.", s.memory_bytes);
  to.counter("algologd_commits_failed_total", "Transactions that failed.", s.failed_commits);
  to.gauge("algologd_store_failing", "1 while the database cannot be written.",
           s.failing_since ? 1 : 0);
  to.gauge("algologd_database_bytes", "Size of the database file.", s.database_bytes);
  to.gauge("algologd_database_free_bytes", "Of that, pages to be used again.", s.free_bytes);
  to.gauge("algologd_wal_bytes", "Size of the write-ahead log beside it.", s.wal_bytes);
  to.gauge("algologd_disk_free_bytes", "Room left on the database's file system.",
           s.disk_free_bytes);
}

void add_configuration(family_list& to, const status& of) {
  to.gauge("algologd_config_info", "1; the SHA-256 of the configuration in use.");
  if (!of.config_digest.empty()) to.put({{"digest", of.config_digest}}, 1);
  to.gauge("algologd_config_last_reload_successful", "0 when the last reload was refused.",
           of.reload_problem.empty() ? 1 : 0);
  to.gauge("algologd_config_last_reload_success_timestamp_seconds",
           "When the configuration in use was read, seconds since 1970.");
  if (of.configured_at) to.put({}, seconds(of.configured_at));
  to.gauge("algologd_build_info", "1; the version of algologd.");
  to.put({{"version", of.version}}, 1);
  to.gauge("algologd_start_time_seconds", "When the daemon started, seconds since 1970.");
  if (of.started_at) to.put({}, seconds(of.started_at));
}

void add_health(family_list& to, const status& of) {
  to.gauge("algologd_ready", "1 when /readyz says so.", unready(of, of.at).empty() ? 1 : 0);
  to.gauge("algologd_poll_loop_up",
           "0 when the poll loop did not answer: what else is here may be old then.",
           of.live ? 1 : 0);
  to.gauge("algologd_quarantine_rows", "Rows of the table quarantine.", of.quarantine.rows);
}

void add_process(family_list& to) {
  const auto usage = read_process_usage();
  if (!usage) return;
  to.gauge("process_resident_memory_bytes", "Resident memory.", usage->resident_bytes);
  to.gauge("process_open_fds", "Open file descriptors.", usage->open_files);
  to.counter("process_cpu_seconds_total", "Processor time, user and system.");
  to.put({}, usage->cpu_seconds);
}

}  // namespace

std::vector<prometheus::MetricFamily> gauges::Collect() const {
  family_list made;
  add_targets(made, of_, places_);
  add_clusters(made, of_);
  add_storage(made, of_.storage);
  add_health(made, of_);
  add_configuration(made, of_);
  add_process(made);
  return made.take();
}

}  // namespace algolog
