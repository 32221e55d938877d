#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "config/secret.hpp"
#include "error.hpp"
#include "http/throttle.hpp"
#include "http/transport.hpp"

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

  /// The place of a request among those in flight, for as long as this lives.
  using place = std::optional<throttle::slot>;
  /// The same, where the place is given back no sooner than the caller does: bodies that wait for
  /// the store are bounded by `max_in_flight` too, then. A place held already is given back first.
  boost::asio::awaitable<result<std::string>> get(std::string route, place& held);

  const std::string& name() const noexcept { return name_; }
  const std::string& base() const noexcept { return base_; }
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
  std::unique_ptr<transport> transport_;
};

}  // namespace algolog
