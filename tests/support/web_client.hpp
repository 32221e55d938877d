#pragma once

#include <cstdint>
#include <string>

#include "raw_client.hpp"

namespace algolog::test {

/// What a server said to one request.
struct web_answer {
  int status = 0;
  std::string head;
  std::string body;
};

/// A client of a server on the loopback. It sends any bytes, valid HTTP or not.
class web_client {
 public:
  explicit web_client(std::uint16_t port) : socket_(port) {}

  /// False when the other side has hung up.
  bool send(const std::string& bytes) { return socket_.send(bytes); }

  /// The next answer; status 0 when the connection ended first. That of HEAD has no body.
  web_answer receive(bool head = false) {
    while (read_.find("\r\n\r\n") == std::string::npos) {
      if (!socket_.read_some(read_)) return {};
    }
    web_answer made;
    const auto end = read_.find("\r\n\r\n") + 4;
    made.head = read_.substr(0, end);
    made.status = std::stoi(made.head.substr(9, 3));
    read_.erase(0, end);
    const std::string field = "Content-Length: ";
    const auto at = made.head.find(field);
    const auto size = at == std::string::npos ? 0 : std::stoul(made.head.substr(at + field.size()));
    while (!head && read_.size() < size && socket_.read_some(read_)) {
    }
    if (!head) made.body = read_.substr(0, size);
    if (!head) read_.erase(0, size);
    return made;
  }

  /// Whether the other side hangs up, without another byte.
  bool is_hung_up_on() { return !socket_.read_some(read_) && read_.empty(); }

  static std::string request(const std::string& target, const std::string& method = "GET",
                             const std::string& host = "127.0.0.1") {
    return method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

 private:
  raw_client socket_;
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
