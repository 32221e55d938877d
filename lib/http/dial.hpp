#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "config/config.hpp"
#include "error.hpp"
#include "http/connection.hpp"
#include "http/resolver.hpp"
#include "http/transport.hpp"

namespace algolog {

/// Opens connections to one origin: look-up, TCP with fall-back over all addresses (RFC 8305), the
/// tunnel of a forward proxy (RFC 9110, 9.3.6), TLS.
class dialer {
 public:
  dialer(boost::asio::any_io_executor executor, const transport_options& options);

  boost::asio::awaitable<result<std::unique_ptr<connection>>> dial(
      std::chrono::steady_clock::time_point deadline);

 private:
  using deadline_type = std::chrono::steady_clock::time_point;
  boost::asio::awaitable<result<std::unique_ptr<connection>>> connect(deadline_type deadline);
  boost::asio::awaitable<result<void>> open_tunnel(connection& to_proxy);
  boost::asio::awaitable<result<void>> handshake(connection& tcp);

  boost::asio::any_io_executor executor_;
  origin url_;
  std::optional<origin> proxy_;
  bool names_peer_;
  std::optional<boost::asio::ssl::context> tls_;  ///< of an https origin: it reads all CAs
  resolver resolver_;
};

}  // namespace algolog
