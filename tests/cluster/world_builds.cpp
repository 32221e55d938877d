// What `world` knows of builds, logs and versions.

#include <algorithm>
#include <utility>

#include "world.hpp"

namespace simcluster {
namespace {

std::string semantic_version_number(std::size_t n) {
  return "0." + std::to_string(1 + n / 4) + "." + std::to_string(n % 4);
}

}  // namespace

std::size_t world::start_build(std::size_t index, std::int64_t at) {
  algorithm& a = algorithms_[index];
  dice& d = a.build_dice;
  build b;
  b.build_id = d.uuid();
  b.commit = d.hex(40);
  b.algorithm = index;
  b.made_as = a.full_name;
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
  return make_log(b.seed, b.made_as, b.status == "succeeded", big ? scenario_.big_log_bytes : 0);
}

bool world::log_available(const build& b) const {
  return b.ended() && b.finished_at.value_or(b.started_at) +
                              static_cast<std::int64_t>(1000 * scenario_.log_delay_seconds) <=
                          now_;
}

}  // namespace simcluster
