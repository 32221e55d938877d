#include "store/retention.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <utility>
#include <vector>

#include "clock.hpp"
#include "milliseconds.hpp"
#include "store/writer.hpp"
#include "text/number.hpp"
#include "text/units.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace {

using std::chrono::milliseconds;
using clock_type = std::chrono::steady_clock;

constexpr std::size_t pages_of_step = 256;

void tell_deleted(const prune_step& step, const std::vector<pruned_rows>& deleted) {
  pruned_rows all;
  for (const auto& one : deleted) {
    all.oldest_at = all.rows == 0 ? one.oldest_at : std::min(all.oldest_at, one.oldest_at);
    all.rows += one.rows;
    all.bytes += one.bytes;
  }
  if (all.rows == 0) return;
  const auto days = [](std::int64_t time) { return time / day_ms; };
  const auto now = step.now;
  spdlog::info("retention: {} {} of {} deleted ({}), {} to {} days old", all.rows,
               step.what == prunable::errors ? "errors" : "build logs",
               counted(deleted.size(), "algorithm"), format_size(all.bytes),
               days(now - step.before), days(now - all.oldest_at));
}

}  // namespace

retention::retention(asio::any_io_executor executor, writer& store, clocks clusters,
                     retention_config settings, retention_times times)
    : timer_(std::move(executor)),
      store_(store),
      clusters_(std::move(clusters)),
      settings_(settings),
      times_(times) {}

void retention::stop() {
  stopping_ = true;
  timer_.cancel();
}

void retention::set(retention_config settings) {
  settings_ = settings;
  ++pass_;
  timer_.cancel();
}

asio::awaitable<void> retention::run() {
  try {
    const bool unchanged = pass_ == 0;
    if (unchanged) co_await wait(times_.first);
    while (!stopping_) {
      const auto pass = pass_;
      const auto failed = co_await prune(pass);
      tell(failed);
      if (pass != pass_) continue;
      const auto pause = failed.code == errc::ok ? times_.every : times_.retry;
      co_await wait(pause);
    }
  } catch (const boost::system::system_error& e) {
    if (e.code() != asio::error::operation_aborted) throw;
  }
}

asio::awaitable<error> retention::prune(unsigned pass) {
  if (keeps_all(settings_)) co_return error{};
  const auto stored = co_await store_.call(&store::prune_clocks);
  if (!stored) co_return stored.error();
  const auto all = steps(*stored);
  for (const auto& step : all) {
    auto failed = co_await prune(step, pass);
    if (failed.code != errc::ok) co_return failed;
  }
  auto failed = co_await give_back();
  co_return failed;
}

std::vector<prune_step> retention::steps(const std::vector<prune_clock>& stored) {
  std::vector<prune_step> all;
  for (const auto& [cluster, told] : clusters_()) {
    const auto found = std::ranges::find(stored, cluster, &prune_clock::cluster);
    const auto known = found == stored.end() ? prune_clock{cluster, std::nullopt} : *found;
    const auto time = prune_time_of(known, told, now_ms());
    tell(known, time.doubt);
    if (!time.now) continue;
    for (auto& step : prune_steps(settings_, cluster, *time.now)) all.push_back(std::move(step));
  }
  return all;
}

/// All steps of one kind, with pauses as long as the steps before them, for the polls.
asio::awaitable<error> retention::prune(prune_step step, unsigned pass) {
  std::vector<pruned_rows> deleted;
  error failed;
  while (goes_on(pass)) {
    const auto begun = clock_type::now();
    const auto done = co_await store_.call(&store::prune, step);
    if (!done) {
      failed = done.error();
      break;
    }
    add(deleted, done->deleted);
    freed_ = freed_ || !done->deleted.empty();
    if (!go_on(step, *done)) break;
    const auto took = std::chrono::duration_cast<milliseconds>(clock_type::now() - begun);
    co_await wait(std::max(times_.pause, took));
  }
  tell_deleted(step, deleted);
  co_return failed;
}

asio::awaitable<error> retention::give_back() {
  std::size_t left = 0;
  while (freed_ && !stopping_) {
    const auto done = co_await store_.call(&store::give_back, pages_of_step);
    if (!done) co_return done.error();
    if (!gets_smaller(left, *done)) break;
    left = *done;
    co_await wait(times_.pause);
  }
  freed_ = freed_ && stopping_;
  co_return error{};
}

asio::awaitable<void> retention::wait(milliseconds time) {
  if (stopping_) co_return;
  boost::system::error_code woken;
  timer_.expires_after(time);
  co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

/// Logs a failure once. Failures of the database as a whole are logged by `store_news`.
void retention::tell(const error& failed) {
  if (failed.code == errc::store_failed && failed.detail != told_) {
    spdlog::warn("retention: {}", to_string(failed));
  }
  told_ = failed.detail;
}

/// Logs a doubt once, until there is another one.
void retention::tell(const prune_clock& known, time_doubt doubt) {
  auto& before = doubts_[known.cluster];
  if (std::exchange(before, doubt) == doubt) return;
  switch (doubt) {
    case time_doubt::none: break;
    case time_doubt::untold:
      spdlog::warn(
          "retention: nothing of cluster {} is deleted: no answer of it has told the time (header "
          "Date) since the start; it goes on by itself once one does",
          known.cluster);
      break;
    case time_doubt::stale:
      spdlog::warn(
          "retention: nothing of cluster {} is deleted: no poll of it was stored for more than 8 "
          "days of its clock; it goes on by itself once one is",
          known.cluster);
      break;
    case time_doubt::machine_behind:
      spdlog::warn(
          "retention: this machine's clock is days behind that of cluster {}, whose rows are kept "
          "that much longer: set the one that is wrong",
          known.cluster);
      break;
  }
}

}  // namespace algolog
