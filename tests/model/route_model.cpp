#include "route_model.hpp"

#include <algorithm>
#include <map>

namespace model {

std::size_t route_model::fail(std::int64_t created_at, std::int64_t arrived, bool readable) {
  first_.push_back(records_.size());
  records_.push_back({records_.size(), first_.size() - 1, created_at, arrived, readable});
  return first_.size() - 1;
}

void route_model::gain(std::size_t execution, std::int64_t created_at, std::int64_t arrived) {
  records_.push_back({records_.size(), execution, created_at, arrived, true});
}

std::vector<record> route_model::window(std::int64_t now) const {
  std::map<std::size_t, std::int64_t> age;  // by execution: the time that its place goes by
  for (std::size_t i = since_; i < records_.size(); ++i) {
    const auto& one = records_[i];
    if (one.arrived > now) continue;
    const auto at = rules_.by_arrival ? one.arrived : one.created_at;
    const auto [known, added] = age.emplace(one.execution, at);
    if (!added && rules_.by_last_record) known->second = std::max(known->second, at);
    if (!added && !rules_.by_last_record) known->second = std::min(known->second, at);
  }
  std::vector<std::pair<std::int64_t, std::size_t>> newest;
  for (const auto& [execution, at] : age) {
    if (at > now - 7 * day + rules_.early) newest.emplace_back(at, execution);
  }
  std::sort(newest.rbegin(), newest.rend());
  if (newest.size() > rules_.cap) newest.resize(rules_.cap);
  std::vector<record> shown;
  for (const auto& one : records_) {
    const auto here = [&](const auto& entry) { return entry.second == one.execution; };
    if (one.id >= since_ && one.arrived <= now && std::any_of(newest.begin(), newest.end(), here)) {
      shown.push_back(one);
    }
  }
  return shown;
}

}  // namespace model
