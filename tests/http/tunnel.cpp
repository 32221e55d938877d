#include "tunnel.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace algolog::test {
namespace {

int dial(std::uint16_t port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::connect(made, reinterpret_cast<sockaddr*>(&at), sizeof at);
  return made;
}

}  // namespace

tunnel::tunnel(std::uint16_t port, std::string refusal)
    : port_(port),
      refusal_(std::move(refusal)),
      server_([this](peer& client, int) { serve(client); }) {}

origin tunnel::proxy() const { return {false, "127.0.0.1", server_.port(), ""}; }

std::string tunnel::carried() const {
  const std::scoped_lock held(lock_);
  return carried_;
}

void tunnel::serve(peer& client) {
  const auto head = client.read_head();
  server_.note(head);
  if (head.substr(0, 8) != "CONNECT ") {
    client.send(whole_answer("[]"));
  } else if (!refusal_.empty()) {
    client.send(whole_answer("<html>no</html>", refusal_));
  } else {
    client.send("HTTP/1.1 200 Connection established\r\n\r\n");
    carry(client);
  }
}

void tunnel::carry(peer& client) {
  peer far(dial(port_));
  std::thread back([&] {
    for (auto bytes = far.read_some(); !bytes.empty(); bytes = far.read_some()) client.send(bytes);
    ::shutdown(client.descriptor(), SHUT_RDWR);
  });
  for (auto bytes = client.read_some(); !bytes.empty(); bytes = client.read_some()) {
    const std::scoped_lock held(lock_);
    carried_ += bytes;
    far.send(bytes);
  }
  ::shutdown(far.descriptor(), SHUT_RDWR);
  back.join();
}

}  // namespace algolog::test
