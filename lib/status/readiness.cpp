#include "status/readiness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "milliseconds.hpp"
#include "status/attention.hpp"
#include "text/relative_time.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

// The shortest interval of each cluster, which may be that of builds if no errors are collected.
std::map<std::string_view, std::int64_t> intervals(const status& of) {
  std::map<std::string_view, std::int64_t> shortest;
  for (const auto& t : of.targets) {
    const auto every = t.interval_ms.value_or(0);
    const auto [at, added] = shortest.emplace(t.cluster, every);
    if (!added) at->second = std::min(at->second, every);
  }
  return shortest;
}

// The last success, or the start if that is later: a daemon that has just started needs time.
std::int64_t last_sign(const status& of, const cluster_status& c) {
  const auto started = of.started_at.value_or(of.at);
  if (c.succeeded_at) return std::max(*c.succeeded_at, started);
  return std::max(started, of.configured_at.value_or(started));
}

std::string silence(const status& of, const cluster_status& c, std::int64_t now) {
  const auto last = c.succeeded_at ? "last success " + relative_time(*c.succeeded_at, now)
                                   : std::string("no success yet");
  if (!c.why.empty()) return fmt::format("cluster {}: {}: {}", c.name, last, c.why);
  return fmt::format("cluster {}: {}, started {}", c.name, last,
                     relative_time(of.started_at.value_or(of.at), now));
}

}  // namespace

std::vector<const cluster_status*> silent_clusters(const status& of, std::int64_t now) {
  std::vector<const cluster_status*> silent;
  const auto shortest = intervals(of);
  for (const auto& c : of.clusters) {
    const auto found = shortest.find(c.name);
    if (!of.live || found == shortest.end()) continue;
    const auto patience = std::max(minute_ms, 5 * std::max(c.interval_ms, found->second));
    if (now - last_sign(of, c) > patience) silent.push_back(&c);
  }
  return silent;
}

std::vector<std::string> unready(const status& of, std::int64_t now) {
  std::vector<std::string> why;
  if (!of.live) why.emplace_back("the daemon does not tell how it is");
  for (const auto* c : silent_clusters(of, now)) why.push_back(silence(of, *c, now));
  const auto& s = of.storage;
  if (s.failing_since) {
    why.push_back(fmt::format("database {}: commits have failed since {}: {}", s.path,
                              table_time(*s.failing_since), s.why));
  }
  if (disk_is_nearly_full(s)) {
    const auto free = format_size(s.disk_free_bytes);
    why.push_back(fmt::format("disk of {}: nearly full, {} left", s.path, free));
  }
  return why;
}

}  // namespace algolog
