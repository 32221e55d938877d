#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace algolog::test {

/// What a server said to one request.
struct web_answer {
  int status = 0;
  std::string head;
  std::string body;
};

/// A client of a server on the loopback, that sends what it is told to, right or wrong.
class web_client {
 public:
  explicit web_client(std::uint16_t port)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
      ::close(socket_);
      throw std::runtime_error("cannot connect to port " + std::to_string(port));
    }
  }
  ~web_client() { ::close(socket_); }
  web_client(const web_client&) = delete;
  web_client& operator=(const web_client&) = delete;

  /// False when the other side has hung up.
  bool send(const std::string& bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }

  /// The next answer; status 0 when the connection ended first. That of HEAD has no body.
  web_answer receive(bool head = false) {
    while (read_.find("\r\n\r\n") == std::string::npos) {
      if (!read_more()) return {};
    }
    web_answer made;
    const auto end = read_.find("\r\n\r\n") + 4;
    made.head = read_.substr(0, end);
    made.status = std::stoi(made.head.substr(9, 3));
    read_.erase(0, end);
    const std::string field = "Content-Length: ";
    const auto at = made.head.find(field);
    const auto size = at == std::string::npos ? 0 : std::stoul(made.head.substr(at + field.size()));
    while (!head && read_.size() < size && read_more()) {
    }
    if (!head) made.body = read_.substr(0, size);
    if (!head) read_.erase(0, size);
    return made;
  }

  /// Whether the other side hangs up, without another byte.
  bool is_hung_up_on() { return !read_more() && read_.empty(); }

  static std::string request(const std::string& target, const std::string& method = "GET",
                             const std::string& host = "127.0.0.1") {
    return method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

 private:
  bool read_more() {
    pollfd readable{socket_, POLLIN, 0};
    constexpr int patience_ms = 60'000;
    if (::poll(&readable, 1, patience_ms) != 1) throw std::runtime_error("no byte in a minute");
    char bytes[4096];
    const auto got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    read_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  std::string read_;
};

/// One request over a connection of its own.
inline web_answer ask(std::uint16_t port, const std::string& target,
                      const std::string& method = "GET") {
  web_client client(port);
  client.send(web_client::request(target, method));
  return client.receive(method == "HEAD");
}

}  // namespace algolog::test
