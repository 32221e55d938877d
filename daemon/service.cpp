#include "service.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <csignal>
#include <utility>

#include "clock.hpp"
#include "service/log.hpp"
#include "service/notify.hpp"
#include "start_watches.hpp"
#include "store/database.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace {

constexpr auto between_samples = std::chrono::minutes(10);

}  // namespace

service::service(asio::io_context& io, config settings, std::filesystem::path file,
                 watch_list& watches, writer& store, metrics& counted, tally& sampled)
    : settings_(std::move(settings)),
      file_(std::move(file)),
      watches_(watches),
      store_(store),
      counted_(counted),
      sampled_(sampled),
      started_(uptime_ms()),
      configured_(started_),
      collector_(io.get_executor(), watches, [this](const auto& ended) { on_poll(ended); }),
      retention_(
          io.get_executor(), store, [this] { return cluster_times(); }, settings_.retention),
      heartbeat_(io.get_executor(), collector_, store),
      reload_signal_(io, SIGHUP),
      tasks_(io.get_executor()),
      stop_signals_(io, [this] { stop(); }) {
  auto on_end = [this](const std::exception_ptr& thrown, const error& why) {
    if (thrown) thrown_ = thrown;
    why_ = why;
    ended_ = true;
    retention_.stop();
    heartbeat_.stop();
    reload_signal_.cancel();
    tasks_.cancel();
    stop_signals_.cancel();
  };
  asio::co_spawn(io, collector_.run(), std::move(on_end));
  auto on_retention_end = [this](const std::exception_ptr& thrown) {
    if (!thrown) return;
    thrown_ = thrown;
    collector_.stop();
  };
  asio::co_spawn(io, retention_.run(), std::move(on_retention_end));
  tasks_.spawn(keep_samples());
  await_reload();
}

std::vector<cluster_time> service::cluster_times() const {
  std::vector<cluster_time> times;
  for (const auto* one : watches_.clusters()) {
    times.push_back({one->api.name(), std::nullopt});
    if (one->api.told_time()) times.back().now = one->api.now();
  }
  return times;
}

void service::rethrow() const {
  if (thrown_) std::rethrow_exception(thrown_);
  if (why_.code == errc::ok) return;
  throw database_error(database_error::kind::corrupt, why_.detail);
}

live_state service::live() const {
  auto out = collector_.live();
  const auto began = out.at - uptime_ms();
  out.started_at = began + started_;
  out.configured_at = began + configured_;
  out.config_digest = settings_.digest;
  out.reload_problem = reload_problem_;
  out.store = store_.load();
  const auto behind = out.at - now_ms();  // the store goes by this machine's clock
  for (auto* at : {&out.store.committed_at, &out.store.failing_since}) {
    if (*at) **at += behind;
  }
  out.since_sample = sampled_.so_far(out.at);
  return out;
}

void service::stop() {
  spdlog::info("stopping");
  notify_stopping();
  store_.hurry();
  collector_.stop();
  retention_.stop();
}

/// Ready means that every cluster was asked once, so units that start after this one find data. A
/// poll of logs sends no request if no build waits for its log, so it does not count.
void service::on_poll(const finished_poll& ended) {
  counted_.count(ended);
  sampled_.count(ended, store_.load().queue_records);
  if (ready_ || !ended.report.asked) return;
  tried_.emplace(ended.cluster);
  tell_when_ready();
}

void service::tell_when_ready() {
  const auto tried = [this](const auto& cluster) { return tried_.contains(cluster.name); };
  if (!ready_ && !std::ranges::all_of(settings_.clusters, tried)) return;
  ready_ = true;
  notify_ready();
}

void service::await_reload() {
  reload_signal_.async_wait([this](const boost::system::error_code& failed, int) {
    if (failed || ended_) return;  // a signal may have come before the wait was cancelled
    notify_reloading();
    reload();
    tell_when_ready();  // the new configuration may lack the cluster that was not asked yet
    await_reload();
  });
}

void service::reload() {
  std::vector<std::string> problems;
  try {
    auto next = load_config(file_);
    watches_.configure(next);
    take_over(std::move(next));
  } catch (const config_error& e) {
    problems = e.problems();
  } catch (const std::exception& e) {  // a ca_file that cannot be read
    problems = {e.what()};
  }
  reload_problem_ = problems.empty() ? "" : problems.front();
  for (const auto& problem : problems) spdlog::error("configuration not reloaded: {}", problem);
  if (!problems.empty()) {
    spdlog::error(
        "configuration not reloaded: the one read before stays in use; mend {} and "
        "reload again",
        file_.string());
  }
}

/// The configuration is valid, and nothing can fail any more.
void service::take_over(config next) {
  const auto now = std::exchange(settings_, std::move(next));
  configured_ = uptime_ms();
  set_log_level(settings_.log_level);
  counted_.expect(settings_);
  collector_.on_configured();
  retention_.set(settings_.retention);
  store_.configure(store_options_of(settings_));
  for (const auto& warning : settings_.warnings) spdlog::warn("{}", warning);
  for (const auto& key : changed_at_restart(now, settings_)) {
    spdlog::warn("{}: {} takes effect when algologd is started again", file_.string(), key);
  }
  spdlog::info("configuration {}, now watching {}",
               now.digest == settings_.digest ? "read again, unchanged" : "reloaded",
               what_is_watched(settings_));
}

asio::awaitable<void> service::keep_samples() {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  while (true) {
    timer.expires_after(between_samples);
    co_await timer.async_wait(asio::use_awaitable);
    const auto taken = sampled_.take(told_now(watches_.clusters()));
    co_await store_.append(taken);  // if it fails, the charts lack one sample
  }
}

}  // namespace algolog
