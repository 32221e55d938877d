#include "raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace algolog::test {
namespace {

/// An IPv4 or IPv6 address that sockets understand.
struct socket_address {
  sockaddr_storage bytes{};
  socklen_t size = 0;

  socket_address(const std::string& text, std::uint16_t port) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&bytes);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&bytes);
    if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
      v4->sin_family = AF_INET;
      v4->sin_port = htons(port);
      size = sizeof *v4;
    } else if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
      v6->sin6_family = AF_INET6;
      v6->sin6_port = htons(port);
      size = sizeof *v6;
    } else {
      throw std::invalid_argument(text);
    }
  }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&bytes); }
};

int listen_on(const std::string& address, std::uint16_t port) {
  socket_address at(address, port);
  const int made = ::socket(at.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int reuse = 1;
  ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  if (made < 0 || ::bind(made, at.get(), at.size) != 0 || ::listen(made, 64) != 0)
    throw std::runtime_error("cannot listen on " + address);
  return made;
}

std::uint16_t port_of(int listener) {
  sockaddr_storage at{};
  socklen_t size = sizeof at;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size);
  // Both families keep the port at the same place.
  return ntohs(reinterpret_cast<sockaddr_in*>(&at)->sin_port);
}

SSL_CTX* make_context(const raw_tls& wish) {
  if (wish.certificate.empty()) return nullptr;
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_security_level(context, 0);  // what an old server may do
  SSL_CTX_set_min_proto_version(context, wish.oldest);
  SSL_CTX_set_max_proto_version(context, wish.newest);
  if (SSL_CTX_use_certificate_chain_file(context, wish.certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, wish.key.c_str(), SSL_FILETYPE_PEM) != 1)
    throw std::runtime_error("no certificate in " + wish.certificate);
  return context;
}

}  // namespace

peer::~peer() {
  SSL_free(tls_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool peer::start_tls(SSL_CTX* context) {
  tls_ = SSL_new(context);
  SSL_set_fd(tls_, descriptor_);
  return SSL_accept(tls_) == 1;
}

std::string peer::read_some() {
  std::array<char, 16384> room{};
  const auto got = tls_ == nullptr ? ::recv(descriptor_, room.data(), room.size(), 0)
                                   : SSL_read(tls_, room.data(), static_cast<int>(room.size()));
  return {room.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

std::string peer::read_head() {
  std::size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
    const auto more = read_some();
    if (more.empty()) return std::exchange(unread_, {});
    unread_ += more;
  }
  auto head = unread_.substr(0, end + 4);
  unread_.erase(0, end + 4);
  return head;
}

bool peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = tls_ == nullptr
                          ? ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                          : SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void peer::drain() {
  while (!read_some().empty()) {
  }
}

void peer::reset() {
  // Connecting the socket to AF_UNSPEC sends RST at once, without waiting for the client or its
  // bytes, and the descriptor stays open.
  sockaddr nothing{};
  nothing.sa_family = AF_UNSPEC;
  const linger at_once{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::connect(descriptor_, &nothing, sizeof nothing);
}

void peer::hang_up() { ::shutdown(descriptor_, SHUT_RDWR); }

raw_server::raw_server(script play, const raw_tls& tls, const std::string& address,
                       std::uint16_t port)
    : play_(std::move(play)),
      address_(address),
      tls_(make_context(tls)),
      listener_(listen_on(address, port)),
      port_(port_of(listener_)) {
  std::signal(SIGPIPE, SIG_IGN);  // SSL_write has no MSG_NOSIGNAL
  acceptor_ = std::thread([this] { accept(); });
}

raw_server::~raw_server() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (auto& one : visits_) one.client.hang_up();
  for (auto& one : visits_) one.thread.join();
  ::close(listener_);
  visits_.clear();
  SSL_CTX_free(tls_);
}

void raw_server::accept() {
  for (;;) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) return;
    auto& one = visits_.emplace_back(descriptor);
    one.thread = std::thread([this, &one, nth = ++connections_] { serve(one, nth); });
  }
}

void raw_server::serve(visit& one, int nth) {
  const bool ready = tls_ == nullptr || one.client.start_tls(tls_);
  if (ready && tls_ != nullptr) note_handshake(one.client.tls_);
  if (ready) play_(one.client, nth);
  one.client.hang_up();
}

void raw_server::note_handshake(SSL* tls) {
  if (SSL_session_reused(tls) == 1) ++resumed_;
  const char* name = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
  const std::scoped_lock held(lock_);
  names_.emplace_back(name == nullptr ? "" : name);
  versions_.emplace_back(SSL_get_version(tls));
}

void raw_server::note(std::string head) {
  const std::scoped_lock held(lock_);
  heads_.push_back(std::move(head));
}

std::vector<std::string> raw_server::heads() const {
  const std::scoped_lock held(lock_);
  return heads_;
}

std::vector<std::string> raw_server::names() const {
  const std::scoped_lock held(lock_);
  return names_;
}

std::vector<std::string> raw_server::versions() const {
  const std::scoped_lock held(lock_);
  return versions_;
}

std::string raw_server::authority() const {
  const bool v6 = address_.find(':') != std::string::npos;
  return (v6 ? "[" + address_ + "]" : address_) + ":" + std::to_string(port_);
}

std::string raw_server::url() const {
  return (tls_ == nullptr ? "http://" : "https://") + authority();
}

std::string whole_answer(std::string_view body, std::string_view status, std::string_view headers) {
  std::string out = "HTTP/1.1 ";
  out.append(status).append("\r\n").append(headers);
  out += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return out.append(body);
}

}  // namespace algolog::test
