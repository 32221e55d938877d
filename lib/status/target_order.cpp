#include "status/target_order.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace algolog {

void sort_targets(std::vector<target_status>& targets) {
  // By pointer, because a target is large and there may be tens of thousands.
  std::vector<target_status*> order;
  order.reserve(targets.size());
  for (target_status& target : targets) order.push_back(&target);
  std::ranges::sort(order, {}, [](const target_status* of) {
    return std::tie(of->cluster, of->algorithm, of->what);
  });
  std::vector<target_status> sorted;
  sorted.reserve(targets.size());
  for (target_status* target : order) sorted.push_back(std::move(*target));
  targets = std::move(sorted);
}

}  // namespace algolog
