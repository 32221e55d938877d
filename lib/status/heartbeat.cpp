#include "status/heartbeat.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "clock.hpp"
#include "service/notify.hpp"
#include "text/number.hpp"
#include "text/units.hpp"

namespace algolog {
using std::chrono::milliseconds;
namespace {

constexpr milliseconds longest_period(5000);
constexpr milliseconds first_after(100);  // before that there is nothing to tell

// The store may be silent for three beats, as it is during a slow commit, before systemd acts.
milliseconds period() {
  const auto timeout = watchdog_timeout();
  if (!timeout) return longest_period;
  return std::clamp(std::chrono::duration_cast<milliseconds>(*timeout) / 4, milliseconds(10),
                    longest_period);
}

std::string ago(std::int64_t then, std::int64_t now) {
  const auto seconds = std::chrono::seconds(std::max<std::int64_t>(0, now - then) / 1000);
  return format_duration(seconds);
}

}  // namespace

std::string service_line(const plan::counts& polled, const store_load& store, std::int64_t now) {
  auto line = counted(polled.targets.all, "target");
  if (polled.targets.failing > 0) line += fmt::format(", {} failing", polled.targets.failing);
  if (polled.clusters_down > 0) {
    line += fmt::format(", {} down", counted(polled.clusters_down, "cluster"));
  }
  if (store.failing_since) {
    line += fmt::format(", nothing stored for {}", ago(*store.failing_since, now));
  }
  if (store.queue_records > 0) line += fmt::format(", {} records wait", store.queue_records);
  if (store.committed_at)
    line += fmt::format(", last commit {} ago", ago(*store.committed_at, now));
  return line;
}

heartbeat::heartbeat(boost::asio::any_io_executor executor, const collector& polled, writer& store)
    : polled_(polled), store_(store), period_(period()), timer_(executor) {
  wait(std::min(first_after, period_));
}

void heartbeat::stop() {
  stopped_ = true;
  timer_.cancel();
}

void heartbeat::beat() {
  const auto load = store_.load();
  const auto now = now_ms();
  const auto patience = 2 * period_.count();
  if (!load.silent_since) {
    notify_alive();
    store_.ping();
  } else if (!silent_ && now - *load.silent_since >= patience) {
    spdlog::error("the store thread has not answered for {}: the disk may hang",
                  ago(*load.silent_since, now));
  }
  silent_ = load.silent_since && now - *load.silent_since >= patience;
  notify_status(service_line(polled_.count(), load, now));
  wait(period_);
}

void heartbeat::wait(milliseconds time) {
  timer_.expires_after(time);
  timer_.async_wait([this](const boost::system::error_code&) {
    if (!stopped_) beat();  // a beat may have been due before the wait was cancelled
  });
}

}  // namespace algolog
