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
  for (const auto what : collections_of(who)) {
    const auto name =
        who.cluster.name() + ' ' + who.settings.ref.display() + ' ' + std::string(name_of(what));
    const auto interval = interval_of(who.settings, what);
    target added;
    added.who = &who;
    added.what = what;
    added.interval = interval;
    added.offset = stable_offset(name, interval);
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
    timer_.expires_at(schedule_.next_due().value_or(time::max()));
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
    targets_[*index].in_flight = true;
    group_.spawn(poll_target(*index));
  }
}

asio::awaitable<void> collector::poll_target(std::size_t index) {
  auto& polled = targets_[index];
  poll_report report;
  try {
    report = co_await poll(*polled.who, polled.what, false);
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
  tell(index, report, now);
  put(index, next_time(polled, report, now));
  if (polled.what == collection::algorithm) on_looked_up(index);
  if (polled.what == collection::builds && report.added + report.updated > 0) hasten_logs(index);
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
  schedule_.remove(index);
}

collector::time collector::next_time(const target& polled, const poll_report& report, time now) {
  // The cluster answered: it is asked on as usual, so that what it forgets is seen all the same.
  const bool answered = concerns_store(report.outcome.code);
  if (polled.state.failing() && !answered) {
    const auto random = std::uniform_real_distribution<double>()(random_);
    return now + backoff(std::min(polled.interval, milliseconds(10min)), polled.state.failures(),
                         report.outcome.code, random);
  }
  if (report.more_due) return now;
  return next_on_grid(now, start_, polled.interval, polled.offset);
}

void collector::put(std::size_t index, time due) {
  // A target in flight is put back by its own report: never two polls of it at a time.
  if (targets_[index].retired || targets_[index].in_flight) return;
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

void collector::tell(std::size_t index, const poll_report& report, time now) {
  auto& polled = targets_[index];
  const auto& who = *polled.who;
  const auto& why = report.outcome;
  auto& cluster = clusters_[&who.cluster];
  if ((why.code == errc::ok && report.asked) || concerns_cluster(why.code)) {
    const auto news = cluster.on_outcome(why.code, now);
    log_cluster(who.cluster, why, cluster, news, now);
  }
  if (!concerns_cluster(why.code) && !concerns_store(why.code)) {
    const auto news = polled.told.on_outcome(why.code, now);
    if (news == health::news::began || news == health::news::changed) {
      polled.spoken = !sibling_spoke_of(index, why.code);
    }
    if (polled.spoken) log_target(who, polled.what, why, polled.told, news, now);
  }
  log_stored(who, polled.what, report);
}

}  // namespace algolog
