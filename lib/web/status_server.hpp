#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>

#include "config/config.hpp"
#include "metrics/metrics.hpp"
#include "poll/live.hpp"

namespace algolog {

/// What is served on `[status] listen`: the page, /metrics, /healthz, /readyz and /status.json. Has
/// two threads, one for the connections and one that reads the database.
class status_server {
 public:
  /// `live` is called on `poll_executor`; `counted` outlives the server. Nothing is served where
  /// `status_listen` is empty.
  status_server(const config& settings, const metrics& counted,
                boost::asio::any_io_executor poll_executor, std::function<live_state()> live);
  /// As `stop`.
  ~status_server();
  status_server(const status_server&) = delete;
  status_server& operator=(const status_server&) = delete;

  /// Where it listens; 0 as long as it does not. Safe from any thread.
  std::uint16_t port() const noexcept;
  /// Ends what is under way, within a second; a call of `live` that is under way is not waited for.
  void stop();

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace algolog
