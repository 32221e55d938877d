#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "scenario.hpp"

namespace simcluster {

/// The simulated cluster behind real sockets, HTTP or HTTPS. It listens from construction on, and
/// answers while `run` runs or between `start` and `stop`.
///
///   simcluster::scenario s;
///   s.errors = 200;
///   simcluster::server server(s);
///   server.start();
///   … connect to 127.0.0.1, server.port() …
///   auto truth = server.get("/_truth");
///
/// `get`, `post` and `stop` may be called from any thread; the destructor stops.
class server {
 public:
  /// Throws boost::system::system_error when it cannot listen, std::exception for other trouble.
  explicit server(const scenario& s);
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  std::uint16_t port() const;
  /// "http://127.0.0.1:43117", without a slash at the end.
  std::string url() const;
  /// The authority to trust, when the scenario made a TLS identity; otherwise "".
  std::string ca_file() const;

  /// Answers until SIGTERM, SIGINT or `stop`.
  void run();
  /// Answers in a thread of its own, without touching signals.
  void start();
  void stop();

  /// What a truth route says (needs `start`). Throws std::runtime_error unless it says 200.
  boost::json::value get(std::string_view target);
  /// What a control route does (needs `start`). Throws std::runtime_error unless it says 200.
  boost::json::value post(std::string_view target, const boost::json::value& body);
  /// Serves these bytes for `path` from now on: `times` times, or for ever when 0.
  void answer_with(const std::string& path, unsigned status, const std::string& body,
                   std::size_t times = 0);

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace simcluster
