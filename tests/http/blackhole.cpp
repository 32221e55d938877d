#include "blackhole.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace algolog::test {

blackhole::blackhole(const std::string& address, std::uint16_t port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  ::inet_pton(AF_INET, address.c_str(), &at.sin_addr);
  socklen_t size = sizeof at;
  auto* where = reinterpret_cast<sockaddr*>(&at);
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  descriptors_.push_back(listener);
  if (::bind(listener, where, size) != 0 || ::listen(listener, 0) != 0)
    throw std::runtime_error("cannot listen on " + address);
  ::getsockname(listener, where, &size);
  port_ = ntohs(at.sin_port);
  for (int i = 0; i < 4; ++i) {
    const int filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    descriptors_.push_back(filler);
    ::connect(filler, where, size);
    ::usleep(10'000);  // one handshake after the other, or the queue is not yet full for the last
  }
}

blackhole::~blackhole() {
  for (const int one : descriptors_) ::close(one);
}

}  // namespace algolog::test
