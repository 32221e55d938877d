#include "poll/plan.hpp"

#include <algorithm>
#include <utility>

#include "poll/backoff.hpp"

namespace algolog {
using std::chrono::milliseconds;
using namespace std::chrono_literals;
namespace {

constexpr milliseconds longest_spread = 5s;
constexpr milliseconds spread_for_each = 1ms;         // target
constexpr milliseconds longest_backoff_base = 10min;  // an interval may be a day

// After a failure of the database alone the cluster is polled on schedule, for its window goes on
// dropping records. The same where pages ended too soon: the newest records were in them.
bool waits_for_cluster(errc why) { return !concerns_store(why) && why != errc::incomplete; }

bool is_fault(health::news news) {
  return news == health::news::began || news == health::news::changed;
}

}  // namespace

void plan::configured(const instant& now) {
  for (; watched_ < watches_.all().size(); ++watched_) {
    auto& who = *watches_.all()[watched_];
    firsts_[&who] = targets_.size();
    targets_.add(who);
  }
  for (const auto& who : watches_.all()) regroup(*who, now.at);
  for (auto* where : watches_.clusters()) where->state.retry_now(now.at);
}

orders plan::due(const instant& now) {
  orders out;
  while (const auto index = schedule_.take_due(now.at)) enter(*index, now, out);
  for (auto* where : watches_.clusters()) {
    if (where->state.looks_at_key(now.at)) out.look_at_key.push_back(where);
    probe(*where, now, out);
  }
  return out;
}

orders plan::key_seen(cluster& where, bool changed, const instant& now) {
  orders out;
  where.state.on_key_seen(changed, now.at);
  probe(where, now, out);
  return out;
}

void plan::probe(cluster& where, const instant& now, orders& out) {
  if (const auto index = where.state.take_probe(now.at)) start(*index, now, out);
}

void plan::enter(std::size_t index, const instant& now, orders& out) {
  auto& one = targets_[index];
  if (one.home().down()) {
    park(index);
  } else if (one.home().full()) {
    one.queued = true;
    one.home().queue(index);
  } else {
    start(index, now, out);
  }
}

void plan::start(std::size_t index, const instant& now, orders& out) {
  auto& one = targets_[index];
  one.home().on_started();
  one.in_flight = true;
  one.parked = one.queued = false;
  one.begun = now.at;
  out.start.push_back(index);
}

void plan::leave(std::size_t index) {
  targets_[index].in_flight = false;
  targets_[index].home().on_ended();
}

/// Of what is queued, as much as there is room for; all of it when the cluster is down, to be
/// parked.
void plan::admit(cluster_state& home, const instant& now, orders& out) {
  while (home.down() || !home.full()) {
    const auto index = home.take_queued();
    if (!index) return;
    if (targets_[*index].queued) enter(*index, now, out);
  }
}

orders plan::ended(std::size_t index, const poll_report& report, const instant& now,
                   double random) {
  orders out;
  auto& polled = targets_[index];
  leave(index);
  polled.on_outcome(report, now);
  const auto said = polled.home().on_report(index, report, now, random);
  if (said.change == breaker::change::opened) out.turn_away.push_back(&polled.who->cluster);
  tell(index, report, said, now.at, out);
  if (report.window) tell_window(index, *report.window, now.at, out);
  if (said.of_cluster) {
    park(index);
  } else {
    put(index, next_time(polled, report, now.at, random));
  }
  if (said.change == breaker::change::closed) {
    for (const auto parked : polled.home().release()) put_soon(parked, now.at);
  }
  on_learned(index, now.at, out);
  if (polled.what == collection::algorithm) on_looked_up(index, now.at, out);
  if (report.asked && report.outcome.code == errc::missing) on_missing(index, now.at);
  const bool new_builds = polled.what == collection::builds && report.added + report.updated > 0;
  if (new_builds) hasten_logs(index, now.at);
  admit(polled.home(), now, out);
  return out;
}

orders plan::turned_away(std::size_t index, const instant& now) {
  orders out;
  leave(index);
  if (targets_[index].home().down()) {
    park(index);
  } else {
    put_soon(index, now.at);
  }
  admit(targets_[index].home(), now, out);
  return out;
}

plan::time plan::next_wake() {
  auto next = schedule_.next_due().value_or(time::max());
  for (const auto* where : watches_.clusters()) next = std::min(next, where->state.next_look());
  return next;
}

// --- what is logged

void plan::tell(std::size_t index, const poll_report& report, const cluster_state::verdict& said,
                time now, orders& out) {
  auto& polled = targets_[index];
  const auto& why = report.outcome;
  const auto& where = polled.who->cluster;
  const auto& pause = where.last_pause();
  if (const auto pauses = polled.home().news_of_pause(pause, now)) {
    out.events.emplace_back(cluster_paused{&where, *pause, *pauses});
  }
  if (said.news != health::news::none) {
    out.events.emplace_back(cluster_fault{&where, why, polled.home().faults(), said.news, now});
  }
  if (!said.of_cluster && !concerns_store(why.code)) {
    const auto news = polled.own_faults.on_outcome(why.code, now);
    if (is_fault(news)) polled.fault_logged = !targets_.sibling_tells(index, why.code);
    if (polled.fault_logged && news != health::news::none) {
      out.events.emplace_back(
          target_fault{polled.who, polled.what, why, polled.own_faults, news, now});
    }
  }
  out.events.emplace_back(poll_ended{polled.who, polled.what, &report});
}

void plan::tell_window(std::size_t index, const window_facts& window, time now, orders& out) {
  auto& polled = targets_[index];
  polled.on_window(window);
  const auto news = polled.losing.on_window(window, now);
  if (window.gaps.empty() && news == loss::news::none) return;
  out.events.emplace_back(window_left_gaps{polled.who, &window, polled.losing, news, now});
}

// --- when a target is polled next

plan::time plan::next_time(const target& polled, const poll_report& report, time now,
                           double random) const {
  const auto interval = polled.current_interval();
  if (polled.outcomes.failing() && waits_for_cluster(report.outcome.code)) {
    const milliseconds wanted = report.outcome.retry_after;
    const auto wait = backoff(std::min(interval, longest_backoff_base), polled.outcomes.failures(),
                              report.outcome.code, random);
    return now + std::max(wanted, wait);
  }
  if (report.more_due) return now;
  // An algorithm without a build names no owner yet, and without that no builds can be asked for.
  if (polled.what == collection::algorithm && !polled.who->known.ref.has_name()) {
    return now + backoff(polled.who->settings.builds_interval, 1, errc::missing, random);
  }
  if (interval < polled.interval) return std::max(now, polled.begun + interval);
  return next_on_grid(now, start_, polled.interval, polled.offset);
}

void plan::put(std::size_t index, time due) {
  // A target in flight is put back by its own report: never two polls of it at a time.
  auto& one = targets_[index];
  if (one.retired || one.in_flight) return;
  one.home().unpark(index);
  one.parked = one.queued = false;
  schedule_.put(index, due);
}

milliseconds plan::spread() const {
  const auto wanted = spread_for_each * static_cast<milliseconds::rep>(targets_.size());
  return std::clamp(wanted, spread_for_each, longest_spread);
}

/// What waited while its cluster was down is polled within five seconds, but not all at once. A
/// shorter interval is kept, because the window of such an errors route turns over fast.
void plan::put_soon(std::size_t index, time now) {
  const auto& late = targets_[index];
  put(index, now + late.offset % std::min(spread(), late.current_interval()));
}

void plan::park(std::size_t index) {
  auto& one = targets_[index];
  one.parked = !one.retired;
  one.queued = false;
  if (one.parked) one.home().park(index, one.what, one.outcomes.failing());
}

void plan::retire(std::size_t index) {
  auto& one = targets_[index];
  one.retired = true;
  one.parked = one.queued = false;
  one.home().retire(index);
  schedule_.remove(index);
}

/// New builds may have logs already.
void plan::hasten_logs(std::size_t index, time now) {
  const auto [first, last] = targets_.beside(index);
  for (auto i = first; i < last; ++i) {
    if (targets_[i].what == collection::logs && schedule_.due(i)) put(i, now);
  }
}

// --- as it is seen from outside

plan::counts plan::count() const {
  counts out{targets_.count(), 0};
  for (const auto* where : watches_.clusters()) out.clusters_down += where->state.down() ? 1 : 0;
  return out;
}

live_state plan::live(const instant& now) const {
  live_state out;
  std::map<const client*, std::size_t> places;
  for (const auto* where : watches_.clusters()) {
    places.emplace(&where->api, out.clusters.size());
    out.clusters.push_back(where->live(now));
  }
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const auto& one = targets_[i];
    if (one.retired) continue;
    out.targets.push_back(one.live(one.queued ? now.at : schedule_.due(i), now));
    auto& longest = out.clusters[places.at(&one.who->cluster)].errors_interval_ms;
    longest = std::max<std::int64_t>(longest, one.who->settings.errors_interval.count());
  }
  return out;
}

}  // namespace algolog
