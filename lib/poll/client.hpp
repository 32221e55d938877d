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
#include <vector>

#include "api/window_sieve.hpp"
#include "clock.hpp"
#include "config/config.hpp"
#include "config/secret.hpp"
#include "error.hpp"
#include "http/throttle.hpp"
#include "http/transport.hpp"
#include "mark.hpp"
#include "poll/cluster_clock.hpp"
#include "poll/redaction.hpp"
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
  /// As long as it is in doubt what time it is, it asks again, so that no answer is judged by a
  /// wrong clock; the last one counts.
  /// A 429, and 503 of several routes, pauses the whole cluster; an error's `retry_after` says how
  /// long a route wants to be left alone. Throws `turned_away` when that was done.
  boost::asio::awaitable<result<std::string>> get(std::string route);

  /// The place of a request among those in flight, for as long as this lives.
  struct place {
    std::optional<throttle::slot> slot;
    std::int64_t asked_at = 0;  ///< when its answer was asked for, by the cluster's clock; ms
    mark known;                 ///< of an answer whose body is not wanted a second time; or none
    mark answer;                ///< of the one that came, as it arrived
    window_sieve* sieve = nullptr;  ///< takes known records out of a successful answer; or none
    std::shared_ptr<const redaction> key;  ///< takes the key of the request out of text
    validator known_by;                    ///< of the known answer; or none
    validator told_by;                     ///< of the one that came
    bool not_sent = false;  ///< the cluster said that it is the known one, and sent none
    /// The known answer came again: the body that is returned is empty.
    bool same() const noexcept { return known && answer == known; }
  };
  /// The same, where the place is given back no sooner than the caller does: bodies that wait for
  /// the store are bounded by `max_in_flight` too, then. A place held already is given back first.
  boost::asio::awaitable<result<std::string>> get(std::string route, place& held);

  const std::string& name() const noexcept { return name_; }
  const std::string& base() const noexcept { return base_; }
  /// What time it is on the cluster, ms; by this machine's clock as long as no answer has told.
  std::int64_t now() const { return time_at(uptime_ms()); }
  /// What time it was at `uptime` (uptime_ms()).
  std::int64_t time_at(std::int64_t uptime) const { return clock_.at(uptime); }
  /// Whether the cluster has told the time, and told it twice, or as this machine's clock does.
  bool told_time() const noexcept { return clock_.settled(); }
  /// Where the key comes from, for messages.
  std::string key_source() const { return secret_.describe(); }
  bool key_may_change() const noexcept { return secret_.may_change(); }
  /// Whether there is another key than the one used last.
  bool key_changed() const { return secret_.changed(); }

  /// A time in which nothing is asked, because the cluster wants that.
  struct pause {
    std::chrono::steady_clock::time_point until;
    std::int64_t until_at = 0;  ///< the same by the cluster's clock, ms
    std::string why;            ///< status and route that asked for it
  };
  /// The last one, though it may be over.
  const std::optional<pause>& last_pause() const noexcept { return pause_; }

  /// Requests that have not been sent yet are given up.
  void turn_away() { throttle_.turn_away(); }

  /// Records per page to ask for; halved when the cluster refuses it (code 5003), and remembered.
  std::size_t page_limit = 50;

 private:
  boost::asio::awaitable<result<std::string>> ask_with_key(std::string route, place& held);
  boost::asio::awaitable<result<std::string>> ask(std::string route, std::string token,
                                                  place& held);
  std::string authorization(const std::string& token) const;
  std::shared_ptr<const redaction> redaction_of(const std::string& token);
  std::chrono::seconds heed(const http_response& answer, const std::string& route,
                            std::int64_t asked);
  void take_pause(std::chrono::steady_clock::time_point until, unsigned status,
                  const std::string& route);

  std::string name_;
  std::string base_;
  auth_scheme scheme_;
  std::chrono::milliseconds timeout_;
  secret secret_;
  std::string redacted_;  ///< the token that `redaction_` is of
  std::shared_ptr<const redaction> redaction_;
  throttle throttle_;
  cluster_clock clock_;
  slowdown slowdown_;
  std::optional<pause> pause_;
  std::minstd_rand random_{std::random_device{}()};
  std::shared_ptr<transport> transport_;  ///< shared with the requests under way
};

}  // namespace algolog
