#include "poll/collector.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "poll/news.hpp"
#include "poll/poll.hpp"

namespace algolog {
namespace asio = boost::asio;

collector::collector(asio::any_io_executor executor, watch_list& watches, poll_listener listener)
    : watches_(watches),
      listener_(std::move(listener)),
      group_(executor),
      timer_(executor),
      plan_(watches, instant::now().at) {}

asio::awaitable<error> collector::run() {
  on_configured();
  while (!stopping_) {
    obey(plan_.due(instant::now()));
    timer_.expires_at(plan_.next_wake());
    boost::system::error_code woken;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  co_await group_.wait();
  co_return fatal_;
}

void collector::on_configured() {
  plan_.configured(instant::now());
  wake_in_time();
}

void collector::stop() {
  stopping_ = true;
  timer_.cancel();
  group_.cancel();
}

void collector::obey(const orders& wanted) {
  for (const auto& one : wanted.events) log(one);
  for (auto* where : wanted.turn_away) where->turn_away();
  for (const auto index : wanted.start) group_.spawn(poll_target(index));
  for (auto* where : wanted.look_at_key) {
    obey(plan_.key_seen(*where, where->api.key_changed(), instant::now()));
  }
  wake_in_time();
}

/// What changed may be due before the time that the timer waits for.
void collector::wake_in_time() {
  if (plan_.next_wake() < timer_.expiry()) timer_.cancel();
}

asio::awaitable<void> collector::poll_target(std::size_t index) {
  const auto& polled = plan_.targets()[index];
  poll_report report;
  try {
    report = co_await poll(*polled.who, polled.what, false);
  } catch (const turned_away&) {
    if (!stopping_) obey(plan_.turned_away(index, instant::now()));
    co_return;
  } catch (const boost::system::system_error& failed) {
    if (stopping_) co_return;
    report.fail({errc::internal, failed.what()});
  } catch (const std::exception& failed) {
    report.fail({errc::internal, failed.what()});
  }
  on_ended(index, report);
}

void collector::on_ended(std::size_t index, const poll_report& report) {
  if (report.outcome.code == errc::store_corrupt) fatal_ = report.outcome;
  if (fatal_.code != errc::ok) stop();
  if (stopping_) return;
  const auto now = instant::now();
  const auto& polled = plan_.targets()[index];
  if (listener_)
    listener_({polled.who->cluster.name(), polled.what, report, now.at - polled.begun});
  obey(plan_.ended(index, report, now, std::uniform_real_distribution<double>()(random_)));
}

live_state collector::live() const {
  auto out = plan_.live(instant::now());
  out.at = told_now(watches_.clusters());
  return out;
}

}  // namespace algolog
