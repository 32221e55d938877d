#include "status/cluster_summary.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace algolog {

void summarize_clusters(status& of) {
  std::map<std::string, cluster_status> by_name;
  for (cluster_status& cluster : of.clusters) {
    cluster.targets = 0;
    cluster.failing = 0;
    cluster.succeeded_at.reset();
    std::string name = cluster.name;
    by_name.emplace(std::move(name), std::move(cluster));
  }
  for (const target_status& target : of.targets) {
    cluster_status& cluster = by_name[target.cluster];
    cluster.name = target.cluster;
    ++cluster.targets;
    if (target.state == target_state::failing || target.state == target_state::parked)
      ++cluster.failing;
    cluster.succeeded_at = std::max(cluster.succeeded_at, target.succeeded_at);
  }
  of.clusters.clear();
  for (auto& [name, cluster] : by_name) of.clusters.push_back(std::move(cluster));
}

}  // namespace algolog
