#include "metrics/algorithm_places.hpp"

#include <utility>

namespace algolog {

std::vector<bool> algorithm_places::take(const std::vector<target_status>& targets) {
  std::set<std::pair<std::string, std::string>> rowless;
  std::vector<bool> out;
  out.reserve(targets.size());
  for (const auto& one : targets) {
    const auto free = own_.size() < most_;
    if (one.algorithm_id != 0) {
      if (free) own_.insert(one.algorithm_id);
      out.push_back(own_.contains(one.algorithm_id));
    } else {
      if (own_.size() + rowless.size() < most_) rowless.emplace(one.cluster, one.algorithm);
      out.push_back(rowless.contains({one.cluster, one.algorithm}));
    }
  }
  return out;
}

}  // namespace algolog
