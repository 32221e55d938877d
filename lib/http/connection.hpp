#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <utility>
#include <variant>

#include "http/tls.hpp"

namespace algolog {

/// One open connection to the origin: TCP, or TLS over it, and the bytes read ahead. Serves one
/// request at a time; a TLS stream serves one connection and is then thrown away.
struct connection {
  explicit connection(boost::beast::tcp_stream tcp) : stream(std::move(tcp)) {}

  boost::beast::tcp_stream& tcp() {
    auto* secure = std::get_if<tls_stream>(&stream);
    return secure != nullptr ? secure->next_layer() : std::get<boost::beast::tcp_stream>(stream);
  }

  /// From here on every byte travels inside TLS.
  tls_stream& start_tls(boost::asio::ssl::context& context) {
    auto plain = std::move(std::get<boost::beast::tcp_stream>(stream));
    return stream.emplace<tls_stream>(std::move(plain), context);
  }

  std::variant<boost::beast::tcp_stream, tls_stream> stream;
  boost::beast::flat_buffer buffer;
  std::chrono::steady_clock::time_point idle_since;
  bool reused = false;  ///< has served a request before; the peer may have closed it since
};

}  // namespace algolog
