#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "error.hpp"

namespace algolog {

/// Looks up one host name. getaddrinfo(3) cannot be cancelled, so it runs in a thread of its own
/// that nobody joins: a look-up that hangs holds up neither its caller past the deadline nor the
/// end of the process. If one hangs for longer than `give_up`, another one is begun, up to
/// four at a time. Answers are kept for a minute. Used by one thread, that of
/// `executor`.
class resolver {
 public:
  using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

  resolver(boost::asio::any_io_executor executor, std::string host, std::uint16_t port,
           std::chrono::milliseconds give_up = std::chrono::seconds(20));

  /// Addresses, IPv6 and IPv4 in turn (RFC 8305, 4). `errc::resolve_failed` or `errc::timeout`.
  boost::asio::awaitable<result<endpoints>> resolve(std::chrono::steady_clock::time_point deadline);

  /// No address accepted a connection: ask anew next time.
  void forget() noexcept { known_.clear(); }

 private:
  struct lookup;
  void start();
  void give_up_hanging();

  boost::asio::any_io_executor executor_;
  std::string host_;
  std::uint16_t port_;
  endpoints known_;
  std::chrono::steady_clock::time_point known_until_;
  std::chrono::milliseconds give_up_;
  std::shared_ptr<lookup> running_;
  std::vector<std::shared_ptr<lookup>> hanging_;  ///< given up; their threads go on
};

}  // namespace algolog
