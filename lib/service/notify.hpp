#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace algolog {

/// What systemd is told of a Type=notify service, see sd_notify(3). Each is a no-op when nobody
/// listens, that is without NOTIFY_SOCKET. None waits for a service manager that hangs: a change of
/// state is then sent with the first later message for which there is room, and any other message
/// is left out. I/O thread only.
void notify_ready();
void notify_stopping();
/// A reload begins; `notify_ready` ends it.
void notify_reloading();
/// One line for `systemctl status`.
void notify_status(std::string_view text);
/// Keep-alive for WatchdogSec=: call it at least twice per `watchdog_timeout()`.
void notify_alive();

/// How long systemd waits for a keep-alive; nothing when the unit has no WatchdogSec=.
std::optional<std::chrono::microseconds> watchdog_timeout();

}  // namespace algolog
