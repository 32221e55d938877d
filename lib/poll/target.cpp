#include "poll/target.hpp"

#include <algorithm>
#include <array>

namespace algolog {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds lookup_interval = std::chrono::hours(24);
// Last the logs: builds tell which there are, and versions are their second source.
constexpr std::array collections{collection::algorithm, collection::errors, collection::builds,
                                 collection::versions, collection::logs};

milliseconds interval_of(const algorithm_config& settings, collection what) {
  switch (what) {
    case collection::errors: return settings.errors_interval;
    case collection::builds:
    case collection::logs: return settings.builds_interval;
    case collection::versions: return settings.versions_interval;
    case collection::algorithm: break;
  }
  return lookup_interval;
}

std::int64_t count(target::time::duration span) {
  return std::chrono::duration_cast<milliseconds>(span).count();
}

}  // namespace

bool target::wanted() const {
  if (!who->wanted) return false;
  switch (what) {
    case collection::algorithm: return true;
    case collection::errors: return who->collects.errors;
    case collection::builds:
    case collection::logs: return who->collects.builds;
    case collection::versions: return who->collects.versions;
  }
  return false;
}

bool target::configure() {
  const auto wished = interval_of(who->settings, what);
  const auto shortest = who->settings.errors_min_interval;
  const bool same = wished == interval && (!tempo || tempo->shortest() == shortest);
  if (same) return false;
  const auto name =
      who->cluster.name() + ' ' + who->settings.ref.display() + ' ' + std::string(name_of(what));
  interval = wished;
  offset = stable_offset(name, wished);
  if (what == collection::errors) tempo.emplace(shortest, wished);
  return true;
}

void target::on_outcome(const poll_report& report, const instant& now) {
  outcome = report.outcome;
  last_at = now.uptime;
  const auto why = report.outcome.code;
  if (concerns_store(why)) return;
  outcomes.on_outcome(why, now.at);
  if (!outcomes.failing()) {
    succeeded_at = last_at;
    failing_since.reset();
  } else if (!failing_since) {
    failing_since = last_at;
  }
}

void target::on_window(const window_facts& window) {
  const bool first = succeeded == time();
  const auto since = first ? milliseconds(window.reaches_back_ms)
                           : std::chrono::duration_cast<milliseconds>(begun - succeeded);
  succeeded = begun;
  tempo->on_window(window.fresh, since, window.limit);
  if (!first && window.limit > 0) {
    window_fill =
        std::min(1.0, static_cast<double>(window.fresh) / static_cast<double>(window.limit));
  }
}

live_target target::live(std::optional<time> due, const instant& now) const {
  live_target out;
  out.cluster = who->cluster.name();
  out.algorithm = who->display();
  out.algorithm_id = who->known.algorithm_id;
  out.what = what;
  out.interval_ms = count(current_interval());
  const auto& cluster = who->cluster;
  const auto as_time = [&](std::optional<std::int64_t> uptime) {
    return uptime ? std::optional(cluster.time_at(*uptime)) : std::nullopt;
  };
  if (due)
    out.next_at = cluster.time_at(now.uptime) + std::max<std::int64_t>(0, count(*due - now.at));
  out.polling = in_flight;
  out.parked = parked;
  out.last_at = as_time(last_at);
  out.succeeded_at = as_time(succeeded_at);
  out.outcome = outcome;
  out.failures = outcomes.failures();
  out.failing_since = as_time(failing_since);
  if (outcome.code != errc::ok) {
    out.advice = advice(outcome.code, what == collection::errors, who->cluster.key_source());
  }
  if (tempo && last_at) {
    out.window_fill = window_fill;
    out.rate = tempo->rate();
  }
  return out;
}

void target_list::add(watch& who) {
  const auto first = all_.size();
  for (const auto what : collections) {
    target added;
    added.who = &who;
    added.what = what;
    added.configure();
    added.retired = !added.wanted();
    if (!added.retired) added.home().add(all_.size(), first, what);
    all_.push_back(std::move(added));
  }
}

target_list::counts target_list::count() const {
  counts out;
  for (const auto& one : all_) {
    const bool means = one.what == collection::algorithm || one.what == collection::logs;
    if (one.retired || means) continue;
    ++out.all;
    if (one.parked || one.outcomes.failing()) ++out.failing;
  }
  return out;
}

std::pair<std::size_t, std::size_t> target_list::beside(std::size_t index) const {
  const auto first = index - index % collections.size();
  return {first, first + collections.size()};
}

bool target_list::sibling_tells(std::size_t index, errc why) const {
  if (why != errc::missing) return false;
  const auto [first, last] = beside(index);
  // A route that was missing while this one was answered says nothing of the algorithm.
  const auto& succeeded = all_[index].succeeded_at;
  for (auto i = first; i < last; ++i) {
    const auto& other = all_[i];
    if (i == index || !other.fault_logged || other.own_faults.current() != why) continue;
    if (!succeeded || other.failing_since >= succeeded) return true;
  }
  return false;
}

}  // namespace algolog
