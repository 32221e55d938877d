#include "poll/collector.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "poll/backoff.hpp"
#include "poll/news.hpp"
#include "poll/poll.hpp"

namespace algolog {
namespace asio = boost::asio;
using clock_type = std::chrono::steady_clock;
using std::chrono::milliseconds;
using namespace std::chrono_literals;
namespace {

constexpr milliseconds lookup_interval = 24h;
constexpr milliseconds first_polls_within = 5s;       // so that a start is no burst
constexpr milliseconds spread_within = 5s;            // after an outage
constexpr milliseconds first_lookups_within = 10min;  // of names: they lack only the UUID

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

}  // namespace

collector::collector(asio::any_io_executor executor, watch_list& watches)
    : executor_(executor), watches_(watches), group_(executor), timer_(executor) {
  for (const auto& one : watches_.all()) add_targets(*one);
}

void collector::add_targets(watch& who) {
  auto& home = clusters_[&who.cluster];
  const auto first = targets_.size();
  for (const auto what : collections_of(who)) {
    const auto name =
        who.cluster.name() + ' ' + who.settings.ref.display() + ' ' + std::string(name_of(what));
    const auto interval = interval_of(who.settings, what);
    target added;
    added.who = &who;
    added.home = &home;
    added.what = what;
    added.interval = interval;
    added.offset = stable_offset(name, interval);
    if (what == collection::errors) {
      added.tempo.emplace(who.settings.errors_min_interval, interval);
    }
    home.add(targets_.size(), first, what);
    targets_.push_back(added);
  }
}

asio::awaitable<error> collector::run() {
  start_ = clock_type::now();
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const auto& one = targets_[i];
    const bool named = one.who->settings.ref.has_name();
    const bool lookup = one.what == collection::algorithm;
    // An algorithm given by UUID is looked up first: it may be one that is polled by name.
    if (!named && !lookup) continue;
    const auto within = named && lookup ? first_lookups_within : first_polls_within;
    put(i, start_ + one.offset % std::min(within, one.interval));
  }
  while (!stopping_) {
    start_due();
    timer_.expires_at(next_wake());
    boost::system::error_code woken;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  co_await group_.wait();
  co_return fatal_;
}

void collector::stop() {
  stopping_ = true;
  timer_.cancel();
  group_.cancel();
}

void collector::start_due() {
  const auto now = clock_type::now();
  while (const auto index = schedule_.take_due(now)) {
    if (targets_[*index].home->down()) {
      park(*index);
    } else {
      start_poll(*index);
    }
  }
  for (auto& [cluster, home] : clusters_) start_probe(home, *cluster, now);
}

void collector::start_probe(cluster_state& home, const client& cluster, time now) {
  if (home.looks_at_key(now)) home.on_key_seen(cluster.key_changed(), now);
  if (const auto index = home.take_probe(now)) start_poll(*index);
}

void collector::start_poll(std::size_t index) {
  targets_[index].in_flight = true;
  targets_[index].begun = clock_type::now();
  group_.spawn(poll_target(index));
}

collector::time collector::next_wake() {
  auto next = schedule_.next_due().value_or(time::max());
  for (const auto& [cluster, home] : clusters_) next = std::min(next, home.next_look());
  return next;
}

asio::awaitable<void> collector::poll_target(std::size_t index) {
  auto& polled = targets_[index];
  poll_report report;
  try {
    report = co_await poll(*polled.who, polled.what, false);
  } catch (const turned_away&) {
    if (!stopping_) on_turned_away(index);
    co_return;
  } catch (const boost::system::system_error& failed) {
    if (stopping_) co_return;
    report.fail({errc::internal, failed.what()});
  } catch (const std::exception& failed) {
    report.fail({errc::internal, failed.what()});
  }
  if (report.outcome.code == errc::store_corrupt) fatal_ = report.outcome;
  if (fatal_.code != errc::ok) stop();
  if (!stopping_) on_report(index, report);
}

void collector::on_report(std::size_t index, const poll_report& report) {
  auto& polled = targets_[index];
  const auto now = clock_type::now();
  polled.in_flight = false;
  if (!concerns_store(report.outcome.code)) polled.state.on_outcome(report.outcome.code, now);
  const auto said = polled.home->on_report(index, report, now, chance());
  if (said.change == breaker::change::opened) polled.who->cluster.turn_away();
  tell(index, report, said, now);
  if (report.window) on_window(polled, report);
  if (said.of_cluster) {
    park(index);
  } else {
    put(index, next_time(polled, report, now));
  }
  if (said.change == breaker::change::closed) {
    for (const auto parked : polled.home->release()) put_soon(parked, now);
  }
  if (polled.what == collection::algorithm) on_looked_up(index);
  if (polled.what == collection::builds && report.added + report.updated > 0) hasten_logs(index);
}

void collector::on_window(target& polled, const poll_report& report) {
  const auto& window = *report.window;
  const bool first = polled.succeeded == time();
  const auto since =
      first ? milliseconds(window.reaches_back_ms)
            : std::chrono::duration_cast<milliseconds>(polled.begun - polled.succeeded);
  polled.succeeded = polled.begun;
  polled.tempo->on_window(window.fresh, since, window.limit);
  log_gaps(*polled.who, window, std::exchange(polled.overflowing, !window.gaps.empty()));
}

/// Its cluster went down before it was asked.
void collector::on_turned_away(std::size_t index) {
  targets_[index].in_flight = false;
  if (targets_[index].home->down()) {
    park(index);
  } else {
    put_soon(index, clock_type::now());
  }
}

void collector::park(std::size_t index) {
  const auto& parked = targets_[index];
  if (!parked.retired) parked.home->park(index, parked.what, parked.state.failing());
  timer_.cancel();
}

/// What an outage held up is polled soon, errors above all, for their window turns over; but not
/// all at once.
void collector::put_soon(std::size_t index, time now) {
  const auto& late = targets_[index];
  put(index, now + late.offset % std::min(spread_within, late.current_interval()));
}

/// New builds may have logs already.
void collector::hasten_logs(std::size_t index) {
  const auto [first, last] = targets_beside(index);
  for (auto i = first; i < last; ++i) {
    if (targets_[i].what == collection::logs && schedule_.due(i)) put(i, clock_type::now());
  }
}

/// The other targets of the algorithm follow its look-up in `targets_`. They start once it is known
/// which algorithm the UUID means, or that was asked in vain.
void collector::on_looked_up(std::size_t index) {
  const auto& who = *targets_[index].who;
  const auto* twin = watches_.twin_of(who);
  const bool first = !targets_[index].looked_up;
  targets_[index].looked_up = true;
  if (first || twin != nullptr) log_identified(who, twin);
  const auto [begin, end] = targets_beside(index);
  for (auto i = begin; i < end; ++i) {
    if (twin != nullptr) retire(i);
    if (first && !schedule_.due(i)) put(i, clock_type::now());
  }
}

void collector::retire(std::size_t index) {
  targets_[index].retired = true;
  targets_[index].home->retire(index);
  schedule_.remove(index);
}

collector::time collector::next_time(const target& polled, const poll_report& report, time now) {
  // Where only the database failed the cluster is asked on as usual: what it forgets is seen then.
  if (polled.state.failing() && !concerns_store(report.outcome.code)) {
    return now + backoff(std::min(polled.current_interval(), milliseconds(10min)),
                         polled.state.failures(), report.outcome.code, chance());
  }
  if (report.more_due) return now;
  if (polled.current_interval() < polled.interval) {
    return std::max(now, polled.begun + polled.current_interval());
  }
  return next_on_grid(now, start_, polled.interval, polled.offset);
}

void collector::put(std::size_t index, time due) {
  // A target in flight is put back by its own report: never two polls of it at a time.
  if (targets_[index].retired || targets_[index].in_flight) return;
  targets_[index].home->unpark(index);
  schedule_.put(index, due);
  timer_.cancel();
}

/// An unknown algorithm is unknown to every route: one line is enough.
bool collector::sibling_spoke_of(std::size_t index, errc why) const {
  if (why != errc::missing) return false;
  const auto [first, last] = targets_beside(index);
  for (auto i = first; i < last; ++i) {
    if (i != index && targets_[i].spoken && targets_[i].told.current() == why) return true;
  }
  return false;
}

std::pair<std::size_t, std::size_t> collector::targets_beside(std::size_t index) const {
  const auto* who = targets_[index].who;
  auto first = index;
  auto last = index + 1;
  while (first > 0 && targets_[first - 1].who == who) --first;
  while (last < targets_.size() && targets_[last].who == who) ++last;
  return {first, last};
}

void collector::tell(std::size_t index, const poll_report& report,
                     const cluster_state::verdict& said, time now) {
  auto& polled = targets_[index];
  const auto& who = *polled.who;
  const auto& why = report.outcome;
  log_cluster(who.cluster, why, polled.home->told(), said.news, now);
  if (!said.of_cluster && !concerns_store(why.code)) {
    const auto news = polled.told.on_outcome(why.code, now);
    if (news == health::news::began || news == health::news::changed) {
      polled.spoken = !sibling_spoke_of(index, why.code);
    }
    if (polled.spoken) log_target(who, polled.what, why, polled.told, news, now);
  }
  log_stored(who, polled.what, report);
}

}  // namespace algolog
