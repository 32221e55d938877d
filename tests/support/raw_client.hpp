#pragma once

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace algolog::test {

/// A connection to a server of this machine, for any bytes, valid or not.
class raw_client {
 public:
  explicit raw_client(std::uint16_t port, const std::string& address = "127.0.0.1") {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* to = nullptr;
    if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &to) != 0)
      throw std::runtime_error("no address: " + address);
    socket_ = ::socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool open = socket_ >= 0 && ::connect(socket_, to->ai_addr, to->ai_addrlen) == 0;
    ::freeaddrinfo(to);
    if (open) return;
    ::close(socket_);
    throw std::runtime_error("nobody listens at " + address);
  }
  ~raw_client() { ::close(socket_); }
  raw_client(const raw_client&) = delete;
  raw_client& operator=(const raw_client&) = delete;

  /// Whether the kernel took all of it.
  bool send(std::string_view bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  /// As much of it as goes without waiting; false when the other side is gone.
  bool push(std::string_view bytes) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent >= 0 || errno == EAGAIN || errno == EWOULDBLOCK;
  }
  /// Nothing more is sent.
  void end_sending() { ::shutdown(socket_, SHUT_WR); }

  /// Up to `most` bytes, fewer at the end only.
  std::string read(std::size_t most) {
    std::string got;
    while (got.size() < most && read_some(got, most - got.size())) {
    }
    return got;
  }
  /// Everything until the other side hangs up.
  std::string read_all() { return read(std::string::npos); }
  /// Adds what has come, up to `most` bytes, at least one; false when the other side has hung up.
  bool read_some(std::string& to, std::size_t most = std::string::npos) {
    pollfd readable{socket_, POLLIN, 0};
    constexpr int patience_ms = 60'000;
    if (::poll(&readable, 1, patience_ms) != 1) throw std::runtime_error("no byte in a minute");
    char bytes[16384];
    const auto got = ::recv(socket_, bytes, std::min(most, sizeof bytes), 0);
    if (got <= 0) return false;
    to.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

 private:
  int socket_ = -1;
};

}  // namespace algolog::test
