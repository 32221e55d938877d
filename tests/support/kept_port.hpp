#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace e2e {

/// A port of the loopback that no other program gets. It refuses connections until a server of the
/// test listens there.
class kept_port {
 public:
  kept_port() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    here_.sin_family = AF_INET;
    here_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here_;
    auto* address = reinterpret_cast<sockaddr*>(&here_);
    if (::bind(socket_, address, size) != 0 || ::getsockname(socket_, address, &size) != 0)
      throw std::runtime_error("no port is to be had");
  }
  ~kept_port() { ::close(socket_); }
  kept_port(const kept_port&) = delete;
  kept_port& operator=(const kept_port&) = delete;

  std::uint16_t port() const noexcept { return ntohs(here_.sin_port); }
  std::string address() const { return "127.0.0.1:" + std::to_string(port()); }

 private:
  int socket_;
  sockaddr_in here_{};
};

}  // namespace e2e
