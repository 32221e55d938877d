#include "service/notify.hpp"

#include <systemd/sd-daemon.h>

#include <cstdint>
#include <string>

#include "service/printable.hpp"

namespace algolog {

void notify_ready() { ::sd_notify(0, "READY=1"); }

void notify_stopping() { ::sd_notify(0, "STOPPING=1"); }

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
