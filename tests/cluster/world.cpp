#include "world.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <stdexcept>
#include <unordered_set>
#include <utility>

namespace simcluster {
namespace json = boost::json;
namespace {

constexpr double day_ms = 86400000;
constexpr std::int64_t longest_execution_ms = 60000;

std::string semantic_version_number(std::size_t n) {
  return "0." + std::to_string(1 + n / 4) + "." + std::to_string(n % 4);
}

std::string version_in_use(const std::vector<std::size_t>& versions,
                           const std::deque<build>& builds, dice& d) {
  if (versions.empty()) return "0.1.0";
  const build& newest = builds[versions.back()];
  return d.chance(0.1) ? newest.commit : newest.semantic_version.value_or(newest.commit);
}

void add_undocumented(json::object& to, dice& d) {
  to["region"] = "eu-west-1";
  to["attempt"] = 1 + d.below(3);
  to["labels"] = {{"team", "risk"}, {"tier", nullptr}};
}

void thin_out(json::object& record, dice& d) {
  static constexpr const char* optional[] = {"worker", "billable_to", "algoversion", "input",
                                             "error_type"};
  record[d.pick(optional)] = nullptr;
  record.erase(d.pick(optional));
}

}  // namespace

world::world(const scenario& s, std::int64_t start_ms) : scenario_(s), now_(start_ms) {
  const auto specs = algorithms_of(s);
  for (const auto& spec : specs) add_algorithm(spec);
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

void world::add_algorithm(const algorithm_spec& spec) {
  algorithm a;
  a.spec = spec;
  a.full_name = spec.full_name();
  a.error_dice = dice(seed_for(scenario_.seed, a.full_name + " errors"));
  a.build_dice = dice(seed_for(scenario_.seed, a.full_name + " builds"));
  dice d(seed_for(scenario_.seed, a.full_name));
  a.uuid = d.uuid();
  a.environment = d.uuid();
  if (!spec.uuid.empty()) a.uuid = spec.uuid;
  a.error_rate = spec.error_rate.value_or(scenario_.error_rate);
  a.build_rate = spec.build_rate.value_or(scenario_.build_rate);
  by_name_[a.full_name] = by_name_[a.uuid] = algorithms_.size();
  algorithms_.push_back(std::move(a));
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

void world::happen(const event& e) {
  const auto at = static_cast<std::int64_t>(e.at);
  switch (e.kind) {
    case what::error_again: {
      algorithm& a = algorithms_[e.index];
      plan(e.at + a.error_dice.exponential(1000 / a.error_rate), e.kind, e.index);
      [[fallthrough]];
    }
    case what::error: fail_execution(e.index, at); break;
    case what::build_again: {
      algorithm& a = algorithms_[e.index];
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

void world::fail_execution(std::size_t index, std::int64_t at) {
  algorithm& a = algorithms_[index];
  dice& d = a.error_dice;
  const std::string request_id = "req-" + d.uuid();
  if (a.calls && d.chance(scenario_.pipelines)) {
    // The failure of the algorithm called shows in its own list and, bubbled up, in the caller's.
    keep_error(
        {at, request_id, new_record(algorithms_[*a.calls], d, request_id, at), {index, *a.calls}});
  }
  keep_error({at, request_id, new_record(a, d, request_id, at), {index}});
  if (!d.chance(scenario_.multi_record)) return;
  // Two records of one execution that differ in who failed: the documented way to have several.
  algorithm inner;
  inner.spec = {a.spec.owner, a.spec.name + "_step", "", "", {}, {}, {}, {}};
  inner.full_name = inner.spec.full_name();
  keep_error({at, request_id, new_record(inner, d, request_id, at), {index}});
}

std::string world::new_record(const algorithm& of, dice& d, const std::string& request_id,
                              std::int64_t at) const {
  const failure_text failure = make_failure(d, of.full_name, d.chance(scenario_.odd_text));
  json::object record{
      {"created_at", at},
      {"request_id", request_id},
      {"username", of.spec.owner},
      {"algoname", of.spec.name},
      {"algoversion", version_in_use(of.versions, builds_, d)},
      {"input", failure.input},
      {"error", failure.text},
      {"error_type", failure.type},
      {"billable_to", of.spec.owner},
      {"worker", "172.41." + std::to_string(d.below(16)) + "." + std::to_string(1 + d.below(254))}};
  if (d.chance(scenario_.sparse_fields)) thin_out(record, d);
  if (d.chance(scenario_.extra_fields)) add_undocumented(record, d);
  return json::serialize(record);
}

void world::keep_error(error_entry entry) {
  const std::size_t index = errors_.size();
  errors_.push_back(std::move(entry));
  const auto later = [this](std::int64_t at, std::size_t i) { return at < errors_[i].at; };
  for (const std::size_t of : errors_.back().lists) {
    auto& list = algorithms_[of].errors;
    list.insert(std::upper_bound(list.begin(), list.end(), errors_.back().at, later), index);
  }
}

void world::add_error(const json::value& record, std::vector<std::size_t> lists) {
  error_entry entry{now_, "", json::serialize(record), std::move(lists)};
  if (const auto* fields = record.if_object()) {
    const auto* at = fields->if_contains("created_at");
    if (at != nullptr && at->is_int64()) entry.at = at->get_int64();
    const auto* id = fields->if_contains("request_id");
    if (id != nullptr && id->is_string()) entry.request_id = std::string(id->get_string());
  }
  keep_error(std::move(entry));
}

void world::generate_errors(std::size_t algorithm, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) fail_execution(algorithm, now_);
}

std::size_t world::start_build(std::size_t index, std::int64_t at) {
  algorithm& a = algorithms_[index];
  dice& d = a.build_dice;
  build b;
  b.build_id = d.uuid();
  b.commit = d.hex(40);
  b.algorithm = index;
  b.started_at = at;
  b.version_uuid = d.uuid();
  b.release_notes = make_release_note(d);
  b.seed = d.next();
  b.will_succeed = !d.chance(scenario_.failed_builds);
  if (d.chance(scenario_.extra_fields)) add_undocumented(b.extra, d);
  builds_.push_back(std::move(b));
  const auto later = [this](std::int64_t t, std::size_t i) { return t < builds_[i].started_at; };
  a.builds.insert(std::upper_bound(a.builds.begin(), a.builds.end(), at, later),
                  builds_.size() - 1);
  return builds_.size() - 1;
}

void world::end_build(std::size_t index, double at) {
  build& b = builds_[index];
  if (b.ended()) return;  // by hand, before its time
  b.status = b.will_succeed ? "succeeded" : "failed";
  b.finished_at = static_cast<std::int64_t>(at);
  dice& d = algorithms_[b.algorithm].build_dice;
  const double wait = d.exponential(1000 * scenario_.publish_seconds);
  const bool itself = b.will_succeed && d.chance(scenario_.published);
  if (itself)
    plan(at + wait, what::publish, index);
  else if (d.chance(scenario_.published / 2))
    publish_an_older_one(b.algorithm, at + wait);
}

void world::publish_an_older_one(std::size_t index, double at) {
  algorithm& a = algorithms_[index];
  std::vector<std::size_t> candidates;
  for (const std::size_t b : a.builds) {
    if (builds_[b].status == "succeeded" && !builds_[b].semantic_version) candidates.push_back(b);
  }
  if (!candidates.empty()) plan(at, what::publish, a.build_dice.pick(candidates));
}

void world::publish(std::size_t index, std::string semantic_version) {
  build& b = builds_[index];
  if (b.semantic_version) return;
  algorithm& a = algorithms_[b.algorithm];
  if (semantic_version.empty()) semantic_version = semantic_version_number(a.published);
  ++a.published;
  b.semantic_version = std::move(semantic_version);
  a.versions.push_back(index);
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

std::vector<std::size_t> world::error_window(const algorithm& a) const {
  return window_of(a.errors);
}

std::vector<std::size_t> world::owner_window(std::string_view owner) const {
  std::vector<std::size_t> all;
  for (const auto& a : algorithms_) {
    if (a.spec.owner == owner) all.insert(all.end(), a.errors.begin(), a.errors.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::stable_sort(all.begin(), all.end(),
                   [this](auto x, auto y) { return errors_[x].at < errors_[y].at; });
  return window_of(all);
}

std::vector<std::size_t> world::window_of(const std::vector<std::size_t>& list) const {
  std::vector<std::size_t> shown;
  std::unordered_set<std::string> executions;
  const auto oldest = now_ - static_cast<std::int64_t>(scenario_.window_days * day_ms);
  std::int64_t full_at = oldest;
  for (auto i = list.rbegin(); i != list.rend(); ++i) {
    const error_entry& e = errors_[*i];
    const bool full = executions.size() >= scenario_.window_executions;
    if (e.at < oldest || (full && e.at < full_at)) break;
    const std::string id = e.request_id.empty() ? "#" + std::to_string(*i) : e.request_id;
    if (executions.count(id) == 0) {
      if (full) continue;  // what still comes in belongs to executions that are in already
      executions.insert(id);
      full_at = e.at - longest_execution_ms;
    }
    shown.push_back(*i);
  }
  return shown;
}

page world::page_of(const std::vector<std::size_t>& list, std::size_t limit,
                    std::optional<std::size_t> after) {
  page p;
  auto next = list.rbegin();
  if (after) next = std::find(next, list.rend(), *after);
  if (after && next != list.rend()) ++next;
  while (next != list.rend() && p.items.size() < limit) p.items.push_back(*next++);
  if (next != list.rend() && !p.items.empty()) p.last = p.items.back();
  return p;
}

std::string world::log_of(const build& b) const {
  if (b.log) return *b.log;
  const bool big = dice(b.seed).chance(scenario_.big_logs);
  return make_log(b.seed, algorithms_[b.algorithm].full_name, b.status == "succeeded",
                  big ? scenario_.big_log_bytes : 0);
}

bool world::log_available(const build& b) const {
  return b.ended() && b.finished_at.value_or(b.started_at) +
                              static_cast<std::int64_t>(1000 * scenario_.log_delay_seconds) <=
                          now_;
}

}  // namespace simcluster
