#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/span_body.hpp>
#include <string>

#include "web/connections.hpp"
#include "web/server.hpp"
#include "web/web_request.hpp"

namespace algolog {

/// One connection of the status server, from its first request to its end. Every wait has an end:
/// see `server_options`. A header has at most 16 KiB.
class web_session {
 public:
  /// `options`, `respond` and `among` outlive the session.
  web_session(boost::asio::ip::tcp::socket socket, const server_options& options,
              const server::responder& respond, connections& among);

  boost::asio::awaitable<void> run();

 private:
  /// The bytes are not the response's own: many connections may send the same ones.
  using shared_body = boost::beast::http::span_body<const char>;
  using response = boost::beast::http::response<shared_body>;

  boost::asio::awaitable<bool> wait_for_request();
  boost::asio::awaitable<bool> exchange();
  boost::asio::awaitable<answer> answer_to(const request_parser& asked);
  boost::asio::awaitable<bool> send(const request_parser* asked, answer what);
  boost::asio::awaitable<bool> write(response& made);
  boost::asio::awaitable<void> hang_up();

  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  const server_options& options_;
  const server::responder& respond_;
  connections::place place_;
  bool loopback_;  ///< see `find_route`
  bool first_ = true;
};

}  // namespace algolog
