#pragma once

#include <string>
#include <utility>

#include "status/status.hpp"

namespace algolog::test {

/// 2026-11-22T08:00:00Z: when the snapshots here were taken.
constexpr std::int64_t taken = 1'795'334'400'000;
constexpr std::int64_t a_second = 1000;
constexpr std::int64_t a_minute = 60 * a_second;
constexpr std::int64_t an_hour = 60 * a_minute;
constexpr std::int64_t a_day = 24 * an_hour;

inline target_status a_target(std::string cluster, std::string algorithm,
                              collection what = collection::errors) {
  target_status t;
  t.cluster = std::move(cluster);
  t.algorithm = std::move(algorithm);
  t.algorithm_id = 1;
  t.what = what;
  t.state = target_state::ok;
  t.outcome = "ok";
  t.last_at = taken - 8 * a_second;
  t.succeeded_at = t.last_at;
  t.next_at = taken + 52 * a_second;
  t.interval_ms = a_minute;
  return t;
}

inline target_status failing(target_status t, std::int64_t since, std::string detail) {
  t.state = target_state::failing;
  t.outcome = "forbidden";
  t.detail = std::move(detail);
  t.advice = "mend the key";
  t.failing_since = since;
  t.failures = 12;
  return t;
}

/// A daemon with the cluster prod and nothing wrong; `targets` are yours.
inline status a_status(std::vector<target_status> targets) {
  status s;
  s.at = taken;
  s.live = true;
  s.version = "1.2.3";
  s.started_at = taken - a_day;
  s.configured_at = s.started_at;
  s.targets = std::move(targets);
  cluster_status prod;
  prod.name = "prod";
  prod.url = "https://api.example.com";
  prod.targets = static_cast<std::int64_t>(s.targets.size());
  prod.succeeded_at = taken - 8 * a_second;
  prod.interval_ms = a_minute;
  s.clusters.push_back(prod);
  s.storage.path = "/var/lib/algologd/algolog.db";
  s.storage.database_bytes = 3'000'000'000;
  s.storage.disk_free_bytes = 80'000'000'000;
  s.storage.disk_total_bytes = 200'000'000'000;
  s.storage.committed_at = taken - 8 * a_second;
  return s;
}

}  // namespace algolog::test
