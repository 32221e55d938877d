#include "status/add_live.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "status/cluster_summary.hpp"
#include "status/target_order.hpp"
#include "version.hpp"

namespace algolog {
namespace {

using by_target = std::map<std::pair<std::int64_t, collection>, target_status*>;
using by_name =
    std::map<std::tuple<std::string_view, std::string_view, collection>, target_status*>;

bool is_shown(collection what) { return what != collection::algorithm && what != collection::logs; }

// What the process has polled itself.
void add_outcome(target_status& to, const live_target& live) {
  if (live.last_at) {
    to.last_at = std::max(to.last_at, live.last_at);
    to.outcome = name_of(live.outcome.code);
    to.detail = live.outcome.detail;
  }
  // It may have been failing already when the process started.
  const bool before = live.failures > 0 && !live.succeeded_at;
  const auto failures = static_cast<std::int64_t>(live.failures);
  if (before && to.failing_since) {
    to.failing_since = std::min(*to.failing_since, live.failing_since.value_or(*to.failing_since));
    to.failures = std::max(to.failures, failures);
  } else if (live.last_at) {
    to.failing_since = live.failing_since;
    to.failures = failures;
  }
  to.succeeded_at = std::max(to.succeeded_at, live.succeeded_at);
}

target_state state_of(const target_status& target, const live_target& live) {
  if (live.parked) return target_state::parked;
  if (!target.last_at) return target_state::waiting;
  return target.outcome == name_of(errc::ok) ? target_state::ok : target_state::failing;
}

target_status merged(target_status stored, const live_target& live) {
  stored.cluster = live.cluster;
  stored.algorithm = live.algorithm;
  if (live.algorithm_id != 0) stored.algorithm_id = live.algorithm_id;
  stored.what = live.what;
  stored.next_at = live.next_at;
  stored.interval_ms = live.interval_ms;
  stored.advice = live.advice;
  stored.rate = live.rate;
  if (live.window_fill) stored.window_fill = live.window_fill;
  add_outcome(stored, live);
  stored.state = state_of(stored, live);
  return stored;
}

// Before its first poll a process knows only the name of a target. The stored past is found by that
// name: without it the number of gaps would seem to grow after each restart.
target_status find(const by_target& stored, const by_name& named, const live_target& live) {
  if (live.algorithm_id == 0) {
    const auto found = named.find({live.cluster, live.algorithm, live.what});
    return found == named.end() ? target_status() : *found->second;
  }
  const auto found = stored.find({live.algorithm_id, live.what});
  return found == stored.end() ? target_status() : *found->second;
}

void add_targets(status& to, const live_state& live) {
  by_target stored;
  by_name named;
  for (target_status& target : to.targets) {
    stored.emplace(std::pair(target.algorithm_id, target.what), &target);
    named.emplace(by_name::key_type(target.cluster, target.algorithm, target.what), &target);
  }
  std::vector<target_status> targets;
  targets.reserve(live.targets.size());
  for (const live_target& target : live.targets) {
    if (!is_shown(target.what)) continue;
    targets.push_back(merged(find(stored, named, target), target));
  }
  sort_targets(targets);
  to.targets = std::move(targets);
}

void add_clusters(status& to, const live_state& live) {
  to.clusters.clear();
  for (const live_cluster& cluster : live.clusters) {
    cluster_status& made = to.clusters.emplace_back();
    made.name = cluster.name;
    made.url = cluster.url;
    made.down_since = cluster.down_since;
    made.paused_until = cluster.paused_until;
    made.paused_by = cluster.paused_by;
    if (cluster.down_since) made.why = to_string(cluster.why);
    made.advice = cluster.advice;
    made.interval_ms = cluster.errors_interval_ms;
  }
  summarize_clusters(to);
}

void add_store(storage_status& to, const store_load& load) {
  to.queue_records = static_cast<std::int64_t>(load.queue_records);
  to.memory_bytes = static_cast<std::int64_t>(load.memory_bytes);
  to.failed_commits = static_cast<std::int64_t>(load.failed_commits);
  to.committed_at = std::max(to.committed_at, load.committed_at);
  to.failing_since = load.failing_since;
  to.why = load.why;
}

// So that the charts of the last day end now, and not with the last stored row.
void add_sample(status& to, const sample& last) {
  sample_point& made = to.samples.emplace_back();
  made.at = last.at;
  made.database_bytes = to.storage.database_bytes;
  made.wal_bytes = to.storage.wal_bytes;
  made.polls = last.polls;
  made.failed_polls = last.failed_polls;
  made.new_errors = last.new_errors;
  made.new_builds = last.new_builds;
  made.queue_records = last.queue_records;
  made.commit_ms = last.commit_ms;
}

}  // namespace

void add_live(status& to, const live_state& live) {
  to.live = true;
  to.version = version;
  to.started_at = live.started_at;
  to.configured_at = live.configured_at;
  to.config_digest = live.config_digest;
  to.reload_problem = live.reload_problem;
  add_targets(to, live);
  add_clusters(to, live);
  add_store(to.storage, live.store);
  if (live.since_sample) add_sample(to, *live.since_sample);
}

}  // namespace algolog
