// What `world` knows of failed executions, and what the errors routes show of them.

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "world.hpp"

namespace simcluster {
namespace json = boost::json;
namespace {

void thin_out(json::object& record, dice& d) {
  static constexpr const char* optional[] = {"worker", "billable_to", "algoversion", "input",
                                             "error_type"};
  record[d.pick(optional)] = nullptr;
  record.erase(d.pick(optional));
}

std::string address(dice& d) {
  auto text = "172.41." + std::to_string(d.below(16));
  return text + "." + std::to_string(1 + d.below(254));
}

/// From -most to most, as `d` has it.
std::int64_t off_by(dice d, std::int64_t most) {
  return std::llround((2 * d.real() - 1) * static_cast<double>(most));
}

}  // namespace

std::int64_t world::clock_of(std::string_view worker) const {
  const auto name = "the clock of " + std::string(worker);
  return off_by(dice(seed_for(scenario_.seed, name)), scenario_.worker_clocks.ms);
}

std::int64_t world::long_time(dice& d) const {
  return std::llround(1000 * scenario_.long_seconds * d.real());
}

void world::fail_execution(std::size_t index, std::int64_t at) {
  algorithm& a = algorithms_[index];
  if (a.deleted_at) return;
  dice& d = a.error_dice;
  const std::string request_id = "req-" + d.uuid();
  const auto began = a.trick_dice.chance(scenario_.late) ? at - long_time(a.trick_dice) : at;
  const auto keep = [&](const algorithm_spec& failed, std::vector<std::size_t> lists) {
    auto entry = new_record(failed, d, request_id, began);
    entry.arrived_at = at;
    entry.lists = std::move(lists);
    keep_error(std::move(entry));
  };
  further_record again{request_id, a.spec, {index}};
  if (a.calls && !algorithms_[*a.calls].deleted_at && d.chance(scenario_.pipelines)) {
    // The failure of the algorithm called shows in its own list and, bubbled up, in the caller's.
    again.failed = algorithms_[*a.calls].spec;
    again.lists = {index, *a.calls};
    keep(again.failed, again.lists);
  }
  keep(a.spec, {index});
  algorithm_spec inner = a.spec;
  inner.name += "_step";
  // Two records of one execution that differ in who failed: the documented way to have several.
  if (d.chance(scenario_.multi_record)) keep(inner, {index});
  if (a.trick_dice.chance(scenario_.twice)) fail_again(a, again, at);
  if (!a.trick_dice.chance(scenario_.gaining)) return;
  further_.push_back({request_id, inner, {index}});
  plan(static_cast<double>(at + long_time(a.trick_dice)), what::further, further_.size() - 1);
}

/// The same algorithm once more in the same execution: in the same answer, or in a later one.
void world::fail_again(algorithm& a, const further_record& again, std::int64_t at) {
  if (a.trick_dice.chance(0.5)) return gain_record(again, at);
  further_.push_back(again);
  plan(static_cast<double>(at + long_time(a.trick_dice)), what::further, further_.size() - 1);
}

void world::gain_record(const further_record& further, std::int64_t at) {
  auto& d = algorithms_[further.lists[0]].trick_dice;
  auto entry = new_record(further.failed, d, further.request_id, at);
  entry.arrived_at = at;
  entry.lists = further.lists;
  keep_error(std::move(entry));
}

std::string world::version_in_use(const std::string& full_name, dice& d) const {
  const auto* a = find(full_name);
  if (a == nullptr || a->versions.empty()) return "0.1.0";
  const build& newest = builds_[a->versions.back()];
  return d.chance(0.1) ? newest.commit : newest.semantic_version.value_or(newest.commit);
}

error_entry world::new_record(const algorithm_spec& failed, dice& d, const std::string& request_id,
                              std::int64_t at) const {
  const auto name = failed.full_name();
  const failure_text failure = make_failure(d, name, d.chance(scenario_.odd_text));
  const auto version = version_in_use(name, d);
  const auto worker = address(d);
  error_entry entry;
  entry.at = at + clock_of(worker);
  entry.request_id = request_id;
  json::object record{{"created_at", entry.at},      {"request_id", request_id},
                      {"username", failed.owner},    {"algoname", failed.name},
                      {"algoversion", version},      {"input", failure.input},
                      {"error", failure.text},       {"error_type", failure.type},
                      {"billable_to", failed.owner}, {"worker", worker}};
  if (d.chance(scenario_.sparse_fields)) thin_out(record, d);
  if (d.chance(scenario_.extra_fields)) add_undocumented(record, d);
  for (const auto& [field, value] : added_fields_) record[field] = value;
  entry.json = json::serialize(record);
  return entry;
}

void world::keep_error(error_entry entry) {
  const std::size_t index = errors_.size();
  std::erase_if(entry.lists, [this](std::size_t i) { return algorithms_[i].deleted_at; });
  if (entry.lists.empty()) return;
  const auto seed =
      seed_for(scenario_.seed, entry.request_id + " expires " + std::to_string(index));
  entry.expires_at = entry.at + static_cast<std::int64_t>(scenario_.window_days * day_ms) +
                     scenario_.expiry_shift.ms + off_by(dice(seed), scenario_.expiry_jitter.ms);
  errors_.push_back(std::move(entry));
  for (const std::size_t of : errors_.back().lists) {
    algorithms_[of].errors.push_back(index);
    algorithms_[of].executions->add(index, errors_.back());
  }
}

void world::add_error(const json::value& record, std::vector<std::size_t> lists) {
  error_entry entry;
  entry.at = entry.arrived_at = now_;
  entry.json = json::serialize(record);
  entry.lists = std::move(lists);
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

void world::add_field(const std::string& name, const json::value& value) {
  if (!added_since_.emplace(name, now_).second) {
    throw std::invalid_argument("there is a field already: " + name);
  }
  added_fields_[name] = value;
  const auto member = json::serialize(json::value(name)) + ":" + json::serialize(value) + "}";
  for (auto& e : errors_) {
    if (e.json.size() < 2 || e.json.back() != '}') continue;
    e.json.pop_back();
    if (e.json != "{") e.json += ',';
    e.json += member;
  }
}

void world::count_served(const std::vector<std::size_t>& errors) {
  for (const std::size_t i : errors) {
    auto& e = errors_[i];
    ++e.served;
    if (!e.first_served_at) e.first_served_at = now_;
    e.last_served_at = now_;
  }
}

void world::remember_window(const algorithm& a, std::vector<std::size_t> shown) {
  constexpr std::size_t most = 20;
  auto& past = algorithms_[index_of(a)].past_windows;
  past.push_back(std::move(shown));
  if (past.size() > most) past.pop_front();
}

std::vector<std::size_t> world::error_window(const algorithm& a) const {
  return window_of(*a.executions);
}

std::vector<std::size_t> world::owner_window(std::string_view owner) const {
  execution_list all(scenario_.window_executions, scenario_.keep == "arrived");
  for (std::size_t i = 0; i < errors_.size(); ++i) {
    const auto& lists = errors_[i].lists;
    if (std::any_of(lists.begin(), lists.end(), [&](std::size_t of) {
          return algorithms_[of].spec.owner == owner && !algorithms_[of].deleted_at;
        })) {
      all.add(i, errors_[i]);
    }
  }
  return window_of(all);
}

std::vector<std::size_t> world::window_of(const execution_list& list) const {
  auto shown = list.inside();
  std::erase_if(shown, [this](std::size_t i) { return errors_[i].expires_at <= now_; });
  const auto newer = [this](std::size_t x, std::size_t y) {
    const auto& l = errors_[x];
    const auto& r = errors_[y];
    return l.at != r.at ? l.at > r.at : x > y;
  };
  std::sort(shown.begin(), shown.end(), newer);
  return shown;
}

}  // namespace simcluster
