#include "poll/once.hpp"

#include <algorithm>
#include <tuple>

#include "poll/news.hpp"
#include "poll/poll.hpp"

namespace algolog {
namespace asio = boost::asio;
using clock_type = std::chrono::steady_clock;

once::once(asio::any_io_executor executor, watch_list& watches, progress_function progress)
    : watches_(watches), progress_(std::move(progress)), group_(std::move(executor)) {
  for (const auto& who : watches_.all()) expected_ += collections_of(*who).size();
}

asio::awaitable<std::vector<once_row>> once::run() {
  co_await look_up();  // only then is it known which two names mean one algorithm
  for (const auto& who : watches_.all()) {
    if (cancelled_) break;
    if (watches_.twin_of(*who) == nullptr) {
      group_.spawn(poll_rest(*who));
    } else {
      expected_ -= collections_of(*who).size() - 1;
    }
  }
  co_await group_.wait();
  std::stable_sort(rows_.begin(), rows_.end(), [](const once_row& a, const once_row& b) {
    return std::tie(a.cluster, a.algorithm, a.what) < std::tie(b.cluster, b.algorithm, b.what);
  });
  co_return std::move(rows_);
}

void once::cancel() {
  cancelled_ = true;
  group_.cancel();
}

/// All names, and once more those that another look-up put in doubt.
asio::awaitable<void> once::look_up() {
  for (const auto& who : watches_.all()) {
    group_.spawn(poll_one(*who, collection::algorithm));
  }
  co_await group_.wait();
  for (const auto& who : watches_.all()) {
    if (cancelled_) break;
    if (!who->outdated) continue;
    ++expected_;
    group_.spawn(poll_one(*who, collection::algorithm));
  }
  co_await group_.wait();
}

asio::awaitable<void> once::poll_rest(watch& who) {
  for (const auto what : collections_of(who)) {
    if (what == collection::algorithm) continue;
    co_await poll_one(who, what);
  }
}

asio::awaitable<void> once::poll_one(watch& who, collection what) {
  const auto begin = clock_type::now();
  auto report = co_await poll(who, what, true);
  while (report.more_due && report.outcome.code == errc::ok) {
    auto next = co_await poll(who, what, true);
    report += next;
  }
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_type::now() - begin);
  if (report.window) {
    loss found;
    const auto news = found.on_window(*report.window, begin);
    log(window_left_gaps{&who, &*report.window, found, news, begin});
  }
  watches_.learned(who);
  rows_.push_back({who.cluster.name(), who.display(), what, std::move(report), took});
  progress_(rows_, expected_);
}

}  // namespace algolog
