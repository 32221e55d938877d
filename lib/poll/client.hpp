#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "config/config.hpp"
#include "config/secret.hpp"
#include "error.hpp"
#include "http/throttle.hpp"
#include "http/transport.hpp"
#include "poll/cluster_clock.hpp"

namespace algolog {

/// One cluster: its authenticated requests, under its throttle. Used by the I/O thread only.
class client {
 public:
  /// Throws `std::runtime_error` when `ca_file` cannot be used.
  client(boost::asio::any_io_executor executor, const cluster_config& cluster,
         const poll_config& poll);

  /// The body of a successful answer to `GET route`. Waits for its turn first; `poll.timeout`
  /// counts from there. Every failure of the network and of the API comes as an error: see
  /// find_api_error. A 401 makes the next request read the key anew; Retry-After pauses the whole
  /// cluster.
  boost::asio::awaitable<result<std::string>> get(std::string route);

  const std::string& name() const noexcept { return name_; }
  const std::string& base() const noexcept { return base_; }
  /// By how much the cluster's clock is ahead of this machine's, milliseconds.
  std::int64_t clock_lead() const;
  /// Where the key comes from, for messages.
  std::string key_source() const { return secret_.describe(); }

  /// Records per page to ask for; halved when the cluster refuses it (code 5003), and remembered.
  std::size_t page_limit = 50;

 private:
  std::string authorization(const std::string& token) const;
  void heed(const http_response& answer);

  std::string name_;
  std::string base_;
  auth_scheme scheme_;
  std::chrono::milliseconds timeout_;
  secret secret_;
  throttle throttle_;
  cluster_clock clock_;
  std::unique_ptr<transport> transport_;
};

}  // namespace algolog
