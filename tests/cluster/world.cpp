#include "world.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace simcluster {
world::world(const scenario& s, std::int64_t start_ms) : scenario_(s), now_(start_ms) {
  const auto specs = algorithms_of(s);
  for (const auto& spec : specs) add_algorithm(spec, start_ms);
  for (std::size_t i = 0; i < algorithms_.size(); ++i) {
    algorithm& a = algorithms_[i];
    if (!a.spec.calls.empty()) {
      if (by_name_.count(a.spec.calls) == 0) throw std::invalid_argument("calls " + a.spec.calls);
      a.calls = by_name_.at(a.spec.calls);
    } else if (algorithms_.size() > 1) {
      a.calls = (i + 1) % algorithms_.size();
    }
    plan_history(i, start_ms);
  }
  advance(start_ms);
}

std::size_t world::add_algorithm(const algorithm_spec& spec, std::int64_t at) {
  algorithm a;
  a.spec = spec;
  a.full_name = spec.full_name();
  a.names.push_back({a.full_name, at, {}});
  a.executions.emplace(scenario_.window_executions, scenario_.keep == "arrived");
  std::string self = a.full_name;
  for (const auto& other : algorithms_) {
    if (other.names.front().full_name == a.full_name) self += " again";
  }
  a.error_dice = dice(seed_for(scenario_.seed, self + " errors"));
  a.trick_dice = dice(seed_for(scenario_.seed, self + " tricks"));
  a.build_dice = dice(seed_for(scenario_.seed, self + " builds"));
  dice d(seed_for(scenario_.seed, self));
  a.uuid = d.uuid();
  a.environment = d.uuid();
  if (!spec.uuid.empty()) a.uuid = spec.uuid;
  a.error_rate = spec.error_rate.value_or(scenario_.error_rate);
  a.build_rate = spec.build_rate.value_or(scenario_.build_rate);
  by_name_[a.full_name] = by_name_[a.uuid] = algorithms_.size();
  algorithms_.push_back(std::move(a));
  return algorithms_.size() - 1;
}

void world::plan_history(std::size_t index, std::int64_t start_ms) {
  algorithm& a = algorithms_[index];
  const double start = static_cast<double>(start_ms);
  const std::size_t errors = a.spec.errors.value_or(scenario_.errors);
  for (std::size_t i = 0; i < errors; ++i) {
    const double left =
        (static_cast<double>(i) + a.error_dice.real()) / static_cast<double>(errors);
    plan(start - left * scenario_.history_days * day_ms, what::error, index);
  }
  const std::size_t builds = a.spec.builds.value_or(scenario_.builds);
  for (std::size_t i = 0; i < builds; ++i) {
    const double left = static_cast<double>(i + 1) / static_cast<double>(builds);
    plan(start - left * 30 * day_ms, what::build, index);
  }
  if (a.error_rate > 0) {
    plan(start + a.error_dice.exponential(1000 / a.error_rate), what::error_again, index);
  }
  if (a.build_rate > 0) {
    plan(start + a.build_dice.exponential(1000 / a.build_rate), what::build_again, index);
  }
}

void world::plan(double at, what kind, std::size_t index) {
  events_.push({at, planned_++, kind, index});
}

void world::advance(std::int64_t now_ms) {
  now_ = std::max(now_, now_ms);
  while (!events_.empty() && events_.top().at <= static_cast<double>(now_)) {
    const event next = events_.top();
    events_.pop();
    happen(next);
  }
}

void world::pass_quietly(std::int64_t ms) {
  decltype(events_) later;
  for (; !events_.empty(); events_.pop()) {
    event e = events_.top();
    const bool arrival = e.kind == what::error_again || e.kind == what::build_again;
    if (arrival) e.at += static_cast<double>(ms);
    later.push(e);
  }
  events_ = std::move(later);
  advance(now_ + ms);
}

void world::rest() {
  for (auto& a : algorithms_) a.error_rate = a.build_rate = 0;
  decltype(events_) kept;
  for (; !events_.empty(); events_.pop()) {
    const auto& e = events_.top();
    if (e.kind != what::error_again && e.kind != what::build_again) kept.push(e);
  }
  events_ = std::move(kept);
}

void world::happen(const event& e) {
  const auto at = static_cast<std::int64_t>(e.at);
  switch (e.kind) {
    case what::error_again: {
      algorithm& a = algorithms_[e.index];
      if (a.deleted_at) break;
      plan(e.at + a.error_dice.exponential(1000 / a.error_rate), e.kind, e.index);
      [[fallthrough]];
    }
    case what::error: fail_execution(e.index, at); break;
    case what::further: {
      const auto due = further_[e.index];  // a copy: more may be planned
      gain_record(due, at);
      break;
    }
    case what::build_again: {
      algorithm& a = algorithms_[e.index];
      if (a.deleted_at) break;
      plan(e.at + a.build_dice.exponential(1000 / a.build_rate), e.kind, e.index);
      [[fallthrough]];
    }
    case what::build: {
      const std::size_t b = start_build(e.index, at);
      const double length = 1000 * scenario_.build_seconds;
      plan(e.at + length * (0.5 + algorithms_[e.index].build_dice.real()), what::end, b);
      break;
    }
    case what::end: end_build(e.index, e.at); break;
    case what::publish: publish(e.index); break;
  }
}

void world::must_be_free(const std::string& full_name) const {
  if (find(full_name) != nullptr) throw std::invalid_argument("taken: " + full_name);
}

void world::call(std::size_t index, const std::string& full_name) {
  algorithm& a = algorithms_[index];
  const auto named = algorithm_spec::parse(boost::json::value(full_name));
  a.spec.owner = named.owner;
  a.spec.name = named.name;
  a.full_name = full_name;
  a.names.back().to = now_;
  a.names.push_back({full_name, now_, {}});
  by_name_[full_name] = index;
}

void world::swap_names(std::size_t one, std::size_t other) {
  const auto first = algorithms_[one].full_name;
  call(one, algorithms_[other].full_name);
  call(other, first);
}

void world::rename(std::size_t index, const std::string& full_name) {
  must_be_free(full_name);
  const auto before = algorithms_[index].full_name;
  call(index, full_name);
  by_name_.erase(before);
}

void world::remove(std::size_t index) {
  algorithm& a = algorithms_[index];
  by_name_.erase(a.full_name);
  by_name_.erase(a.uuid);
  a.names.back().to = a.deleted_at = now_;
  a.executions->close(now_);
  a.past_windows.clear();
}

std::size_t world::create(const std::string& full_name) {
  must_be_free(full_name);
  auto spec = algorithm_spec::parse(boost::json::value(full_name));
  spec.errors = spec.builds = 0;
  const auto index = add_algorithm(spec, now_);
  algorithm& a = algorithms_[index];
  for (std::size_t i = 0; i < index; ++i) {
    const algorithm& was = algorithms_[i];
    if (was.full_name != full_name || !was.deleted_at) continue;
    a.calls = was.calls;
    for (auto& caller : algorithms_) {
      if (caller.calls == i) caller.calls = index;
    }
  }
  plan_history(index, now_);
  return index;
}

const algorithm* world::find(std::string_view full_name) const {
  const auto found = by_name_.find(std::string(full_name));
  if (found == by_name_.end() || algorithms_[found->second].full_name != full_name) return nullptr;
  return &algorithms_[found->second];
}

const algorithm* world::find_uuid(std::string_view uuid) const {
  const auto found = by_name_.find(std::string(uuid));
  if (found == by_name_.end() || algorithms_[found->second].uuid != uuid) return nullptr;
  return &algorithms_[found->second];
}

std::size_t world::index_of(const algorithm& a) const {
  return static_cast<std::size_t>(&a - algorithms_.data());
}

std::size_t world::find_build(const algorithm& a, std::string_view id) const {
  const auto found = std::find_if(a.builds.rbegin(), a.builds.rend(),
                                  [&](std::size_t i) { return builds_[i].build_id == id; });
  return found == a.builds.rend() ? none : *found;
}

std::size_t world::find_commit(const algorithm& a, std::string_view commit) const {
  const auto found = std::find_if(a.builds.rbegin(), a.builds.rend(),
                                  [&](std::size_t i) { return builds_[i].commit == commit; });
  return found == a.builds.rend() ? none : *found;
}

}  // namespace simcluster
