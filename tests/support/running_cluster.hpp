#pragma once

#include <cstdint>
#include <string>

#include "cluster/server.hpp"

namespace simcluster {

/// A cluster that answers from the beginning.
class running_cluster : public server {
 public:
  explicit running_cluster(const scenario& s) : server(s) { start(); }
};

/// One of the cluster's counters, e.g. "connections".
inline std::int64_t counted(server& cluster, const std::string& counter) {
  return cluster.get("/_truth/counters").at(counter).to_number<std::int64_t>();
}
/// The same of those that are told apart: "by_route" and "errors".
inline std::int64_t counted(server& cluster, const std::string& group, const std::string& what) {
  const auto counters = cluster.get("/_truth/counters").at(group).as_object();
  return counters.contains(what) ? counters.at(what).to_number<std::int64_t>() : 0;
}

}  // namespace simcluster
