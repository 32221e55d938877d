#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "config/config.hpp"
#include "config/secret.hpp"
#include "error.hpp"
#include "http/throttle.hpp"
#include "http/transport.hpp"
#include "poll/cluster_clock.hpp"
#include "poll/slowdown.hpp"

namespace algolog {

/// One cluster: its authenticated requests, under its throttle. Used by the I/O thread only.
class client {
 public:
  /// Throws `std::runtime_error` when `ca_file` cannot be used.
  client(boost::asio::any_io_executor executor, const cluster_config& cluster,
         const poll_config& poll);
  client(boost::asio::any_io_executor executor, const cluster_config& cluster,
         const poll_config& poll, std::unique_ptr<transport> connected);

  /// What `configure` takes: made beforehand, because it can fail.
  /// Throws `std::runtime_error` when `ca_file` cannot be used.
  static std::unique_ptr<transport> connect(boost::asio::any_io_executor executor,
                                            const cluster_config& cluster, const poll_config& poll);
  /// Goes by other settings from the next request on; those under way end as they began. The name
  /// stays.
  void configure(const cluster_config& cluster, const poll_config& poll,
                 std::unique_ptr<transport> connected);

  /// The body of a successful answer to `GET route`. Waits for its turn first; `poll.timeout`
  /// counts from there. Every failure of the network and of the API comes as an error: see
  /// find_api_error. After a 401 the key is read again, and asked with once more if it is another.
  /// A 429 or 503 pauses the whole cluster. Throws `turned_away` when that was done.
  boost::asio::awaitable<result<std::string>> get(std::string route);

  /// The place of a request among those in flight, for as long as this lives.
  using place = std::optional<throttle::slot>;
  /// The same, where the place is given back no sooner than the caller does: bodies that wait for
  /// the store are bounded by `max_in_flight` too, then. A place held already is given back first.
  boost::asio::awaitable<result<std::string>> get(std::string route, place& held);

  const std::string& name() const noexcept { return name_; }
  const std::string& base() const noexcept { return base_; }
  /// By how much the cluster's clock is ahead of this machine's, milliseconds.
  std::int64_t clock_lead() const;
  /// Where the key comes from, for messages.
  std::string key_source() const { return secret_.describe(); }
  bool key_may_change() const noexcept { return secret_.may_change(); }
  /// Whether there is another key than the one used last.
  bool key_changed() const { return secret_.changed(); }

  /// Requests that have not been sent yet are given up.
  void turn_away() { throttle_.turn_away(); }

  /// Records per page to ask for; halved when the cluster refuses it (code 5003), and remembered.
  std::size_t page_limit = 50;

 private:
  boost::asio::awaitable<result<std::string>> ask(std::string route, std::string token);
  std::string authorization(const std::string& token) const;
  void heed(const http_response& answer);

  std::string name_;
  std::string base_;
  auth_scheme scheme_;
  std::chrono::milliseconds timeout_;
  secret secret_;
  throttle throttle_;
  cluster_clock clock_;
  slowdown slowdown_;
  std::minstd_rand random_{std::random_device{}()};
  std::shared_ptr<transport> transport_;  ///< shared with the requests under way
};

}  // namespace algolog
