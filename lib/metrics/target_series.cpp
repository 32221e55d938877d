#include "metrics/target_series.hpp"

#include <algorithm>

namespace algolog {
namespace {

constexpr auto others_together = "(others)";

double folded(fold how, double a, double b) {
  return how == fold::least ? std::min(a, b) : std::max(a, b);
}

}  // namespace

void target_series::put_total(family_list& to, algorithm_places::values& others,
                              const value_of& value) const {
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const auto& target = targets_[i];
    const auto measured = value(target);
    if (!measured) continue;
    if (has_place_[i]) {
      to.put({{"cluster", target.cluster}, {"algorithm", target.algorithm}}, *measured);
    } else {
      others[target.cluster][target.algorithm_id] = *measured;
    }
  }
  for (const auto& [cluster, each] : others) {
    double sum = 0;
    for (const auto& [algorithm_id, measured] : each) sum += measured;
    to.put({{"cluster", cluster}, {"algorithm", others_together}}, sum);
  }
}

void target_series::put(family_list& to, fold how, const value_of& value) const {
  put(to, how, value, false);
}

void target_series::put_each(family_list& to, fold how, const value_of& value) const {
  put(to, how, value, true);
}

void target_series::put(family_list& to, fold how, const value_of& value,
                        bool by_collection) const {
  std::map<family_list::labels, double> series;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const auto& target = targets_[i];
    const auto measured = value(target);
    if (!measured) continue;
    family_list::labels whose{{"cluster", target.cluster},
                              {"algorithm", has_place_[i] ? target.algorithm : others_together}};
    if (by_collection) whose.emplace("collection", name_of(target.what));
    const auto [at, added] = series.emplace(std::move(whose), *measured);
    if (!added) at->second = folded(how, at->second, *measured);
  }
  for (const auto& [whose, measured] : series) to.put(whose, measured);
}

std::map<std::pair<std::string, target_state>, double> count_states(const status& of) {
  std::map<std::pair<std::string, target_state>, double> counts;
  for (const auto& cluster : of.clusters) {
    for (const auto state :
         {target_state::ok, target_state::waiting, target_state::failing, target_state::parked}) {
      counts[{cluster.name, state}] = 0;
    }
  }
  for (const auto& target : of.targets) ++counts[{target.cluster, target.state}];
  return counts;
}

}  // namespace algolog
