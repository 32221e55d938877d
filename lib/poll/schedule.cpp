#include "poll/schedule.hpp"

namespace algolog {
using std::chrono::milliseconds;

void schedule::put(std::size_t target, time due) {
  if (target >= due_.size()) due_.resize(target + 1);
  due_[target] = due;
  heap_.push({due, target});
}

void schedule::remove(std::size_t target) {
  if (target < due_.size()) due_[target].reset();
}

std::optional<schedule::time> schedule::due(std::size_t target) const {
  if (target >= due_.size()) return std::nullopt;
  return due_[target];
}

std::optional<schedule::time> schedule::next_due() {
  drop_outdated();
  if (heap_.empty()) return std::nullopt;
  return heap_.top().due;
}

std::optional<std::size_t> schedule::take_due(time now) {
  drop_outdated();
  if (heap_.empty() || heap_.top().due > now) return std::nullopt;
  const auto target = heap_.top().target;
  heap_.pop();
  due_[target].reset();
  return target;
}

bool schedule::current(const entry& candidate) const {
  return due_[candidate.target] == candidate.due;
}

void schedule::drop_outdated() {
  while (!heap_.empty() && !current(heap_.top())) heap_.pop();
}

milliseconds stable_offset(std::string_view target_name, milliseconds interval) {
  // FNV-1a, 64 bits: std::hash may differ between builds.
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : target_name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  hash ^= hash >> 32U;  // names that differ in the last byte only differ in few low bits
  return milliseconds(
      static_cast<milliseconds::rep>(hash % static_cast<std::uint64_t>(interval.count())));
}

schedule::time next_on_grid(schedule::time now, schedule::time start, milliseconds interval,
                            milliseconds offset) {
  const auto first = start + offset;
  if (now < first) return first;
  const auto passed = (now - first) / interval;
  return first + (passed + 1) * interval;
}

}  // namespace algolog
