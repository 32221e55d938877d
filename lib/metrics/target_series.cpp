#include "metrics/target_series.hpp"

#include <algorithm>

namespace algolog {
namespace {

bool same_algorithm(const target_status& a, const target_status& b) {
  return a.cluster == b.cluster && a.algorithm == b.algorithm;
}

double folded(fold how, double a, double b) {
  switch (how) {
    case fold::sum: return a + b;
    case fold::least: return std::min(a, b);
    case fold::most: break;
  }
  return std::max(a, b);
}

}  // namespace

target_series::target_series(const std::vector<target_status>& targets, std::size_t most)
    : targets_(targets) {
  std::size_t algorithms = 0;
  for (; own_ < targets_.size(); ++own_) {
    const bool next = own_ == 0 || !same_algorithm(targets_[own_ - 1], targets_[own_]);
    if (next && ++algorithms > most) break;
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
                              {"algorithm", i < own_ ? target.algorithm : "(others)"}};
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
