#include "execution_list.hpp"

#include <algorithm>

namespace simcluster {

std::string execution_list::key_of(std::size_t index, const error_entry& entry) {
  return entry.request_id.empty() ? "#" + std::to_string(index) : entry.request_id;
}

void execution_list::add(std::size_t index, const error_entry& entry) {
  const auto when = by_arrival_ ? entry.arrived_at : entry.at;
  const auto [found, added] = by_id_.emplace(key_of(index, entry), executions_.size());
  if (added) executions_.push_back({when, entry.expires_at, index, {}, {}});
  auto& e = executions_[found->second];
  inside_.erase(place_of(e, found->second));
  e.newest = std::max(e.newest, when);
  e.expires_at = std::max(e.expires_at, entry.expires_at);
  e.order = index;
  e.records.push_back(index);
  e.left_at.reset();
  inside_.insert(place_of(e, found->second));
  make_room(entry.arrived_at);
}

void execution_list::make_room(std::int64_t now) {
  while (inside_.size() > most_) {
    // What is too old takes nobody's place, wherever it stands.
    const auto expired = std::find_if(inside_.begin(), inside_.end(), [&](const place& p) {
      return executions_[p.second].expires_at <= now;
    });
    const auto going = expired == inside_.end() ? inside_.begin() : expired;
    auto& e = executions_[going->second];
    e.left_at = std::min(now, e.expires_at);
    inside_.erase(going);
  }
}

void execution_list::close(std::int64_t now) {
  for (const auto& p : inside_) executions_[p.second].left_at = now;
  inside_.clear();
}

std::vector<std::size_t> execution_list::inside() const {
  std::vector<std::size_t> all;
  for (const auto& p : inside_) {
    const auto& records = executions_[p.second].records;
    all.insert(all.end(), records.begin(), records.end());
  }
  return all;
}

std::optional<std::int64_t> execution_list::left_at(std::size_t index, const error_entry& entry,
                                                    std::int64_t now) const {
  auto left = executions_[by_id_.at(key_of(index, entry))].left_at;
  if (entry.expires_at <= now) left = std::min(left.value_or(now), entry.expires_at);
  return left;
}

}  // namespace simcluster
