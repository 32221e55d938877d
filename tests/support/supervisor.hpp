#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace algolog::test {

/// Stands in for systemd: the datagram socket that NOTIFY_SOCKET is to name, see sd_notify(3).
class supervisor {
 public:
  explicit supervisor(const std::filesystem::path& at)
      : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, at.c_str(), sizeof address.sun_path - 1);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("bind");
  }
  ~supervisor() { ::close(socket_); }
  supervisor(const supervisor&) = delete;
  supervisor& operator=(const supervisor&) = delete;

  /// The oldest message not heard yet; "" when there is none.
  std::string heard() const {
    std::string text(2048, '\0');
    const ssize_t got = ::recv(socket_, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

 private:
  int socket_;
};

}  // namespace algolog::test
