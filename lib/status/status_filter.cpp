#include "status/status_filter.hpp"

#include <set>
#include <string_view>
#include <vector>

namespace algolog {

void narrow(status& of, const status_filter& by) {
  if (by.cluster.empty() && by.algorithm.empty()) return;
  const auto unwanted = [&](const target_status& target) {
    return (!by.cluster.empty() && target.cluster != by.cluster) ||
           (!by.algorithm.empty() && target.algorithm != by.algorithm);
  };
  std::erase_if(of.targets, unwanted);
  std::set<std::string_view> left;
  for (const target_status& target : of.targets) left.insert(target.cluster);
  std::erase_if(of.clusters, [&](const cluster_status& one) { return !left.contains(one.name); });
}

}  // namespace algolog
