#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "web/answer.hpp"
#include "web/web_route.hpp"

namespace algolog {

struct server_options {
  std::string listen;                        ///< "host:port", as `parse_host_port`; port 0: any
  std::size_t most_connections = 64;         ///< at a time; see `connections`
  std::size_t most_pending = 32U << 20;      ///< bytes of answers that wait to be sent, about
  std::chrono::milliseconds header{10'000};  ///< for a request, from its first byte to its last
  std::chrono::milliseconds write{30'000};   ///< for the client to take some more of an answer
  std::chrono::milliseconds idle{60'000};    ///< until the next request
  std::chrono::milliseconds retry{30'000};   ///< until the address is tried again
};

/// An HTTP/1.1 server for GET and HEAD, on a thread of its own: requests never delay polling, and
/// a poll loop that hangs can still be reported. An address that cannot be listened on is logged
/// once and tried again and again, because polling without a status page is better than no polling.
class server {
 public:
  /// Called and awaited on the server's thread; what it throws becomes a 500.
  using responder = std::function<boost::asio::awaitable<answer>(web_route, std::string query)>;

  /// Throws std::invalid_argument when `options.listen` is no host and port.
  server(server_options options, responder respond);
  /// As `stop`.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Where it listens; 0 as long as it does not. Safe from any thread.
  std::uint16_t port() const noexcept;
  /// Ends what is under way and joins the thread; what `respond` awaits must end by itself then.
  void stop();

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace algolog
