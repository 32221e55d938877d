#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_st;
struct ssl_ctx_st;

namespace algolog::test {

/// One accepted connection, as a script sees it. Its calls block.
class peer {
 public:
  explicit peer(int descriptor) : descriptor_(descriptor) {}
  ~peer();
  peer(const peer&) = delete;
  peer& operator=(const peer&) = delete;

  /// A request's head with the empty line at its end; what there was when the client hung up.
  std::string read_head();
  /// At least one byte; "" when the client hung up.
  std::string read_some();
  /// False when the client hung up.
  bool send(std::string_view bytes);
  /// Waits for the client to hang up.
  void drain();
  /// RST instead of an orderly end.
  void reset();

  int descriptor() const noexcept { return descriptor_; }

 private:
  friend class raw_server;
  bool start_tls(ssl_ctx_st* context);
  void hang_up();

  int descriptor_;
  ssl_st* tls_ = nullptr;
  std::string unread_;
};

/// How the server speaks TLS; plain TCP without a certificate.
struct raw_tls {
  std::string certificate = {};  ///< PEM file
  std::string key = {};
  int oldest = 0;  ///< TLS1_1_VERSION …; 0: any
  int newest = 0;
};

/// A server that does with each connection what its script says, in a thread of the connection's
/// own: for answers that are wrong HTTP, byte by byte.
class raw_server {
 public:
  /// `nth` counts connections from 1. What the script returns from is hung up on.
  using script = std::function<void(peer& client, int nth)>;

  explicit raw_server(script play, const raw_tls& tls = {},
                      const std::string& address = "127.0.0.1", std::uint16_t port = 0);
  ~raw_server();
  raw_server(const raw_server&) = delete;
  raw_server& operator=(const raw_server&) = delete;

  std::uint16_t port() const noexcept { return port_; }
  std::string authority() const;
  std::string url() const;
  int connections() const noexcept { return connections_; }
  /// Each head that `read_head` of a peer gave to `note`.
  std::vector<std::string> heads() const;
  void note(std::string head);
  /// What each TLS handshake named (SNI), "" for none, and the version it came to ("TLSv1.3").
  std::vector<std::string> names() const;
  std::vector<std::string> versions() const;
  /// How many of them resumed a session.
  int resumed() const noexcept { return resumed_; }

 private:
  struct visit {
    explicit visit(int descriptor) : client(descriptor) {}
    peer client;
    std::thread thread;
  };
  void accept();
  void serve(visit& one, int nth);
  void note_handshake(ssl_st* tls);

  script play_;
  std::string address_;
  ssl_ctx_st* tls_ = nullptr;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::atomic<int> resumed_ = 0;
  mutable std::mutex lock_;
  std::list<visit> visits_;
  std::vector<std::string> heads_;
  std::vector<std::string> names_;
  std::vector<std::string> versions_;
  std::thread acceptor_;
};

/// A whole answer with a Content-Length.
std::string whole_answer(std::string_view body = "{}", std::string_view status = "200 OK",
                         std::string_view headers = "");

}  // namespace algolog::test
