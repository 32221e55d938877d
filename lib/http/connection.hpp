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

  /// An AsyncStream, as Asio and Beast ask for: its bytes travel inside TLS once that has begun. So
  /// an exchange is compiled once, for both kinds.
  using executor_type = boost::beast::tcp_stream::executor_type;
  executor_type get_executor() noexcept { return tcp().get_executor(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    auto* secure = std::get_if<tls_stream>(&stream);
    if (secure != nullptr) return secure->async_read_some(buffers, std::forward<Token>(token));
    return tcp().async_read_some(buffers, std::forward<Token>(token));
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    auto* secure = std::get_if<tls_stream>(&stream);
    if (secure != nullptr) return secure->async_write_some(buffers, std::forward<Token>(token));
    return tcp().async_write_some(buffers, std::forward<Token>(token));
  }

  std::variant<boost::beast::tcp_stream, tls_stream> stream;
  boost::beast::flat_buffer buffer;
  std::chrono::steady_clock::time_point idle_since;
  bool reused = false;  ///< has served a request before; the peer may have closed it since
};

}  // namespace algolog
