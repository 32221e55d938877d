#include "service/notify.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <string>

#include "text/printable.hpp"

namespace algolog {
namespace {

constexpr std::size_t most_unsent = 16;

/// Changes of state for which there was no room; the next message is sent after them.
std::deque<std::string> unsent;

/// One datagram to NOTIFY_SOCKET, as sd_notify(3) describes it. sd_notify itself waits until there
/// is room, as long as a service manager that hangs lets it. False: there is no room now.
bool send_now(const std::string& message) {
  const char* const name = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  const auto size = name == nullptr ? 0 : std::string_view(name).size();
  if (size < 2 || size >= sizeof address.sun_path) return true;
  address.sun_family = AF_UNIX;
  std::copy_n(name, size, address.sun_path);
  if (name[0] == '@') address.sun_path[0] = '\0';  // an abstract name
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return true;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size);
  const auto sent = ::sendto(socket, message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), length);
  const bool full = sent < 0 && errno == EAGAIN;
  ::close(socket);
  return !full;
}

bool send_unsent() {
  while (!unsent.empty() && send_now(unsent.front())) unsent.pop_front();
  return unsent.empty();
}

/// Must be heard, if late.
void tell_state(std::string message) {
  if (send_unsent() && send_now(message)) return;
  if (unsent.size() < most_unsent) unsent.push_back(std::move(message));
}

/// Is worth nothing later.
void tell_now(const std::string& message) {
  if (send_unsent()) send_now(message);
}

}  // namespace

void notify_ready() { tell_state("READY=1"); }

void notify_stopping() { tell_state("STOPPING=1"); }

void notify_reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto micros = std::uint64_t(now.tv_sec) * 1'000'000 + std::uint64_t(now.tv_nsec) / 1000;
  tell_state("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros));
}

void notify_status(std::string_view text) {
  // A line break would begin another assignment.
  tell_now("STATUS=" + printable(text));
}

void notify_alive() { tell_now("WATCHDOG=1"); }

std::optional<std::chrono::microseconds> watchdog_timeout() {
  std::uint64_t timeout = 0;
  if (::sd_watchdog_enabled(0, &timeout) <= 0) return std::nullopt;
  return std::chrono::microseconds(timeout);
}

}  // namespace algolog
