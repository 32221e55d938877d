#include "service/notify.hpp"

#include <systemd/sd-daemon.h>

#include <cinttypes>
#include <cstdint>
#include <ctime>
#include <string>

#include "text/printable.hpp"

namespace algolog {

void notify_ready() { ::sd_notify(0, "READY=1"); }

void notify_stopping() { ::sd_notify(0, "STOPPING=1"); }

void notify_reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto micros = std::uint64_t(now.tv_sec) * 1'000'000 + std::uint64_t(now.tv_nsec) / 1000;
  ::sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64, micros);
}

void notify_status(std::string_view text) {
  // A line break would begin another assignment.
  ::sd_notify(0, ("STATUS=" + printable(text)).c_str());
}

void notify_alive() { ::sd_notify(0, "WATCHDOG=1"); }

std::optional<std::chrono::microseconds> watchdog_timeout() {
  std::uint64_t timeout = 0;
  if (::sd_watchdog_enabled(0, &timeout) <= 0) return std::nullopt;
  return std::chrono::microseconds(timeout);
}

}  // namespace algolog
