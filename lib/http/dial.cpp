#include "http/dial.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "http/authority.hpp"
#include "http/net_error.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using clock_type = std::chrono::steady_clock;
namespace {

/// An equal share of the time left, so that a dead address leaves time for the others.
clock_type::time_point share_of(clock_type::time_point deadline, std::size_t attempts_left) {
  const auto now = clock_type::now();
  const auto left = std::max(deadline - now, clock_type::duration::zero());
  return now + left / static_cast<clock_type::rep>(attempts_left);
}

std::string text_of(const asio::ip::tcp::endpoint& endpoint) {
  return endpoint.address().to_string() + " port " + std::to_string(endpoint.port());
}

}  // namespace

dialer::dialer(asio::any_io_executor executor, const transport_options& options)
    : executor_(executor),
      url_(options.url),
      proxy_(options.proxy),
      names_peer_(options.names_peer),
      resolver_(executor, proxy_ ? proxy_->host : url_.host, proxy_ ? proxy_->port : url_.port) {
  if (url_.tls || !options.ca_file.empty())  // a file that cannot be read is told for http, too
    tls_.emplace(make_tls_context(options.ca_file, options.resume_within));
}

asio::awaitable<result<std::unique_ptr<connection>>> dialer::dial(deadline_type deadline) {
  auto opened = co_await connect(deadline);
  if (!opened) co_return opened.error();
  auto& open = **opened;
  open.tcp().expires_at(deadline);
  if (!url_.tls) co_return std::move(*opened);
  if (proxy_) {
    const auto tunnel = co_await open_tunnel(open);
    if (!tunnel) co_return tunnel.error();
  }
  const auto secured = co_await handshake(open);
  if (!secured) co_return secured.error();
  co_return std::move(*opened);
}

asio::awaitable<result<std::unique_ptr<connection>>> dialer::connect(deadline_type deadline) {
  const auto endpoints = co_await resolver_.resolve(deadline);
  if (!endpoints) co_return endpoints.error();
  error last{errc::resolve_failed, "the name has no address"};
  auto left = endpoints->size();
  for (const auto& endpoint : *endpoints) {
    auto open = std::make_unique<connection>(beast::tcp_stream(executor_));
    open->tcp().expires_at(share_of(deadline, left--));
    boost::system::error_code failed;
    co_await open->tcp().async_connect(endpoint, asio::redirect_error(asio::use_awaitable, failed));
    if (!failed) {
      open->tcp().socket().set_option(asio::ip::tcp::no_delay(true), failed);
      co_return std::move(open);
    }
    last = to_net_error(failed, names_peer_ ? text_of(endpoint) : "");
    if (last.code != errc::cancelled && last.code != errc::timeout)
      last.code = errc::connect_failed;
  }
  resolver_.forget();
  co_return last;
}

asio::awaitable<result<void>> dialer::open_tunnel(connection& to_proxy) {
  const auto peer = authority_with_port(url_);
  http::request<http::empty_body> request(http::verb::connect, peer, 11);
  request.set(http::field::host, peer);
  request.set(http::field::user_agent, user_agent());
  auto& stream = to_proxy.tcp();
  boost::system::error_code failed;
  co_await http::async_write(stream, request, asio::redirect_error(asio::use_awaitable, failed));
  if (failed) co_return to_net_error(failed, "asking the proxy for a tunnel");
  http::response_parser<http::empty_body> parser;
  parser.skip(true);  // what follows a 2xx is the tunnel, not a body
  co_await http::async_read_header(stream, to_proxy.buffer, parser,
                                   asio::redirect_error(asio::use_awaitable, failed));
  if (failed) co_return to_net_error(failed, "the proxy's answer");
  const auto status = parser.get().result_int();
  if (status < 200 || status >= 300 || to_proxy.buffer.size() != 0) {
    co_return error{errc::proxy_refused, proxy_->display() + " answered CONNECT " + peer +
                                             " with status " + std::to_string(status)};
  }
  co_return result<void>();
}

asio::awaitable<result<void>> dialer::handshake(connection& tcp) {
  auto& stream = tcp.start_tls(*tls_);
  if (!expect_host(stream, url_.host))
    co_return error{errc::tls_failed, "no certificate can be checked for the host " + url_.host};
  resume_session(stream);
  boost::system::error_code failed;
  co_await stream.async_handshake(asio::ssl::stream_base::client,
                                  asio::redirect_error(asio::use_awaitable, failed));
  if (!failed) co_return result<void>();
  forget_sessions(stream);
  if (failed.category() == asio::error::get_ssl_category()) co_return tls_error(stream, failed);
  auto why = to_net_error(failed, "TLS handshake");
  if (why.code == errc::connection_closed) why.detail += "; does this port speak TLS?";
  co_return why;
}

}  // namespace algolog
