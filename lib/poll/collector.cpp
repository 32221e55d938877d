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

constexpr milliseconds spread_within = 5s;            // after an outage
constexpr milliseconds first_lookups_within = 10min;  // of names: they lack only the UUID

// Where only the database failed the cluster is asked on as usual: what it forgets is seen then. So
// it is where pages end too soon: the newest are there.
bool waits_for_cluster(errc why) { return !concerns_store(why) && why != errc::incomplete; }

}  // namespace

collector::collector(asio::any_io_executor executor, watch_list& watches, poll_listener listener)
    : executor_(executor),
      watches_(watches),
      listener_(std::move(listener)),
      group_(executor),
      timer_(executor) {}

asio::awaitable<error> collector::run() {
  start_ = clock_type::now();
  on_configured();
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

void collector::on_configured() {
  const auto now = clock_type::now();
  for (; watched_ < watches_.all().size(); ++watched_) {
    auto& who = *watches_.all()[watched_];
    firsts_[&who] = targets_.size();
    targets_.add(who, clusters_[&who.cluster]);
  }
  for (const auto& who : watches_.all()) regroup(*who, now);
  for (auto& [cluster, home] : clusters_) home.retry_now(now);
  timer_.cancel();
}

void collector::configure(std::size_t index, bool wanted, time now) {
  auto& one = targets_[index];
  const bool changed = one.configure();
  if (!wanted) {
    if (!one.retired) retire(index);
  } else if (one.retired) {
    one.retired = false;
    one.home->add(index, targets_.beside(index).first, one.what);
    begin(index, now);
  } else if (one.last_at == std::nullopt && !schedule_.due(index)) {
    begin(index, now);
  } else if (changed && schedule_.due(index)) {
    put(index,
        std::min(*schedule_.due(index), next_on_grid(now, start_, one.interval, one.offset)));
  }
}

/// The first poll of a target.
void collector::begin(std::size_t index, time now) {
  const auto& one = targets_[index];
  const bool named = one.who->settings.ref.has_name();
  const bool lookup = one.what == collection::algorithm;
  const auto first = targets_.beside(index).first;
  // An algorithm given by UUID is looked up first: it may be one that is polled by name.
  if (!named && !lookup && !targets_[first].looked_up) return;
  const bool later = named && lookup && !nameless_.contains(&one.who->cluster);
  const auto within = later ? first_lookups_within : first_polls_within;
  put(index, now + one.offset % std::min<milliseconds>(within, one.interval));
}

collector::counts collector::count() const {
  counts out{targets_.count(), 0};
  for (const auto& [cluster, home] : clusters_) out.clusters_down += home.down() ? 1 : 0;
  return out;
}

live_state collector::live() const {
  live_state out;
  out.at = told_now(watches_.clusters());
  const auto now = clock_type::now();
  std::map<const client*, std::size_t> places;
  for (auto* cluster : watches_.clusters()) {
    places.emplace(cluster, out.clusters.size());
    out.clusters.push_back(clusters_.at(cluster).live(*cluster, now));
  }
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const auto& one = targets_[i];
    if (one.retired) continue;
    out.targets.push_back(one.live(schedule_.due(i), now));
    auto& longest = out.clusters[places.at(&one.who->cluster)].errors_interval_ms;
    longest = std::max<std::int64_t>(longest, one.who->settings.errors_interval.count());
  }
  return out;
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
  targets_[index].parked = false;
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
  if (stopping_) co_return;
  if (listener_) {
    listener_({polled.who->cluster.name(), polled.what, report, clock_type::now() - polled.begun});
  }
  on_report(index, report);
}

void collector::on_report(std::size_t index, const poll_report& report) {
  auto& polled = targets_[index];
  const auto now = clock_type::now();
  polled.in_flight = false;
  polled.on_outcome(report, now);
  const auto said = polled.home->on_report(index, report, now, chance());
  if (said.change == breaker::change::opened) polled.who->cluster.turn_away();
  tell(index, report, said, now);
  if (report.window) {
    polled.on_window(*report.window);
    const auto news = polled.losing.on_window(*report.window, now);
    log_gaps(*polled.who, *report.window, polled.losing, news, now);
  }
  if (said.of_cluster) {
    park(index);
  } else {
    put(index, next_time(polled, report, now));
  }
  if (said.change == breaker::change::closed) {
    for (const auto parked : polled.home->release()) put_soon(parked, now);
  }
  on_learned(index, now);
  if (polled.what == collection::algorithm) on_looked_up(index, now);
  if (report.asked && report.outcome.code == errc::missing) on_missing(index, now);
  if (polled.what == collection::builds && report.added + report.updated > 0) hasten_logs(index);
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
  auto& parked = targets_[index];
  parked.parked = !parked.retired;
  if (parked.parked) parked.home->park(index, parked.what, parked.state.failing());
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
  const auto [first, last] = targets_.beside(index);
  for (auto i = first; i < last; ++i) {
    if (targets_[i].what == collection::logs && schedule_.due(i)) put(i, clock_type::now());
  }
}

void collector::retire(std::size_t index) {
  targets_[index].retired = true;
  targets_[index].home->retire(index);
  targets_[index].parked = false;
  schedule_.remove(index);
}

collector::time collector::next_time(const target& polled, const poll_report& report, time now) {
  if (polled.state.failing() && waits_for_cluster(report.outcome.code)) {
    const milliseconds wanted = report.outcome.retry_after;
    return now + std::max(wanted, backoff(std::min(polled.current_interval(), milliseconds(10min)),
                                          polled.state.failures(), report.outcome.code, chance()));
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
  targets_[index].parked = false;
  schedule_.put(index, due);
  timer_.cancel();
}

void collector::tell(std::size_t index, const poll_report& report,
                     const cluster_state::verdict& said, time now) {
  auto& polled = targets_[index];
  const auto& who = *polled.who;
  const auto& why = report.outcome;
  const auto& pause = who.cluster.last_pause();
  const auto pauses = polled.home->news_of_pause(pause, now);
  if (pauses) log_pause(who.cluster, *pause, *pauses);
  log_cluster(who.cluster, why, polled.home->told(), said.news, now);
  if (!said.of_cluster && !concerns_store(why.code)) {
    const auto news = polled.told.on_outcome(why.code, now);
    if (news == health::news::began || news == health::news::changed) {
      polled.spoken = !targets_.sibling_spoke_of(index, why.code);
    }
    if (polled.spoken) log_target(who, polled.what, why, polled.told, news, now);
  }
  log_stored(who, polled.what, report);
}

}  // namespace algolog
