#include "server.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <future>
#include <optional>
#include <stdexcept>
#include <thread>

#include "cluster.hpp"
#include "tls_identity.hpp"

namespace simcluster {
namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace json = boost::json;
using tcp = net::ip::tcp;
using std::chrono::milliseconds;

namespace {

// Every wait in this file gives its error as a value: `const auto [ec, …] = co_await f(…, wait);`
constexpr auto wait = net::as_tuple(net::use_awaitable);

tcp::endpoint endpoint_of(const std::string& listen) {
  const auto colon = listen.rfind(':');
  if (colon == std::string::npos) throw std::invalid_argument("not ADDRESS:PORT: " + listen);
  std::string host = listen.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  const int port = std::stoi(listen.substr(colon + 1));
  if (port < 0 || port > 65535) throw std::invalid_argument("no such port: " + listen);
  return {net::ip::make_address(host == "localhost" ? "127.0.0.1" : host),
          static_cast<std::uint16_t>(port)};
}

std::string authority(const tcp::endpoint& e) {
  const std::string address = e.address().to_string();
  const std::string host = e.address().is_v6() ? "[" + address + "]" : address;
  return host + ":" + std::to_string(e.port());
}

request request_of(const http::request<http::string_body>& from, const std::string& scheme) {
  request r;
  r.method = std::string(from.method_string());
  r.target = std::string(from.target());
  r.base = scheme + "://" + std::string(from[http::field::host]);
  r.if_none_match = std::string(from[http::field::if_none_match]);
  r.authorization = std::string(from[http::field::authorization]);
  r.has_authorization = from.find(http::field::authorization) != from.end();
  r.accepts_gzip = from[http::field::accept_encoding].find("gzip") != beast::string_view::npos;
  r.keep_alive = from.keep_alive();
  r.body = from.body();
  r.split_target();
  return r;
}

struct in_flight {
  explicit in_flight(counters& c) : count(c) {
    count.max_in_flight = std::max(count.max_in_flight, ++count.in_flight);
  }
  ~in_flight() { --count.in_flight; }
  in_flight(const in_flight&) = delete;
  in_flight& operator=(const in_flight&) = delete;
  counters& count;
};

net::awaitable<void> pause(std::int64_t ms) {
  if (ms <= 0) co_return;
  const auto executor = co_await net::this_coro::executor;
  net::steady_timer timer(executor);
  const milliseconds length(ms);
  timer.expires_after(length);
  co_await timer.async_wait(wait);
}

template <class Stream>
net::awaitable<bool> put(Stream& stream, const std::string& bytes) {
  const auto view = net::buffer(bytes);
  const auto [ec, size] = co_await net::async_write(stream, view, wait);
  co_return !ec && size == bytes.size();
}

void abort_connection(beast::tcp_stream& stream) {
  boost::system::error_code ignored;
  stream.socket().set_option(net::socket_base::linger(true, 0), ignored);
  stream.socket().close(ignored);
}

template <class Stream>
net::awaitable<bool> put_in_pieces(Stream& stream, const std::string& bytes, std::int64_t over_ms) {
  constexpr std::size_t pieces = 40;
  const std::size_t size = std::max<std::size_t>(1, bytes.size() / pieces);
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    const std::string piece = bytes.substr(at, size);
    const bool sent = co_await put(stream, piece);
    if (!sent) co_return false;
    co_await pause(over_ms / static_cast<std::int64_t>(pieces));
  }
  co_return true;
}

template <class Stream>
net::awaitable<bool> put_chunks(Stream& stream, const std::string& head, const std::string& body) {
  constexpr std::size_t chunk = 4000;
  std::string bytes = head;
  for (std::size_t at = 0; at < body.size(); at += chunk) {
    const std::string part = body.substr(at, chunk);
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", part.size());
    bytes += size + part + "\r\n";
  }
  bytes += "0\r\n\r\n";
  const bool sent = co_await put(stream, bytes);
  co_return sent;
}

template <class Stream>
net::awaitable<void> put_for_ever(Stream& stream, const std::string& head) {
  const std::string spaces(65536, ' ');
  bool sent = co_await put(stream, head);
  while (sent) sent = co_await put(stream, spaces);
}

/// Reads until the client has enough: what a server that hangs does.
template <class Stream>
net::awaitable<void> swallow(Stream& stream) {
  char bytes[512];
  const auto room = net::buffer(bytes);
  beast::get_lowest_layer(stream).expires_never();
  for (;;) {
    const auto [ec, size] = co_await stream.async_read_some(room, wait);
    if (ec) co_return;
  }
}

/// Sends `a`; says whether the connection can be used again.
template <class Stream>
net::awaitable<bool> deliver(Stream& stream, const answer& a, bool keep_alive) {
  const std::string head = a.head(keep_alive);
  const std::string whole = head + a.body;
  const std::string half = whole.substr(0, head.size() + a.body.size() / 2);
  bool sent = false;
  switch (a.how) {
    case delivery::whole: sent = co_await put(stream, whole); break;
    case delivery::chunked: sent = co_await put_chunks(stream, head, a.body); break;
    case delivery::trickled: sent = co_await put_in_pieces(stream, whole, a.over_ms); break;
    case delivery::truncated: co_await put(stream, half); break;
    case delivery::closed_after: co_await put(stream, whole); break;
    case delivery::hung: co_await swallow(stream); break;
    case delivery::endless: co_await put_for_ever(stream, head); break;
    case delivery::dropped: break;
    case delivery::reset:
      co_await put(stream, half);
      abort_connection(beast::get_lowest_layer(stream));
      break;
  }
  co_return sent&& keep_alive;
}

template <class Stream>
net::awaitable<bool> exchange(Stream& stream, beast::flat_buffer& buffer, cluster& of,
                              const std::string& scheme) {
  http::request_parser<http::string_body> parser;
  parser.body_limit(256u << 20);
  beast::get_lowest_layer(stream).expires_after(milliseconds(of.chosen().idle_timeout.ms));
  const auto [ec, size] = co_await http::async_read(stream, buffer, parser, wait);
  if (ec) co_return false;
  beast::get_lowest_layer(stream).expires_never();
  const request r = request_of(parser.get(), scheme);
  const bool steering = r.path.rfind("/_", 0) == 0;
  std::optional<in_flight> counted;
  if (!steering) {
    counted.emplace(of.count());
    co_await pause(of.latency());
  }
  const answer a = of.handle(r);
  if (!steering) of.count().bytes += a.body.size();
  if (of.chosen().log_requests) {
    std::fprintf(stderr, "%s %s -> %u, %zu bytes\n", r.method.c_str(), r.target.c_str(), a.status,
                 a.body.size());
  }
  co_await pause(a.wait_ms);
  const bool again = co_await deliver(stream, a, r.keep_alive);
  co_return again;
}

net::awaitable<void> serve_http(tcp::socket socket, cluster& of) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  const std::string scheme = "http";
  bool again = true;
  while (again) again = co_await exchange(stream, buffer, of, scheme);
  boost::system::error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
}

net::awaitable<void> serve_https(tcp::socket socket, ssl::context& context, cluster& of) {
  beast::ssl_stream<beast::tcp_stream> stream(std::move(socket), context);
  beast::get_lowest_layer(stream).expires_after(milliseconds(10000));
  const auto [refused] = co_await stream.async_handshake(ssl::stream_base::server, wait);
  if (refused) {
    ++of.count().tls_failures;
    co_return;
  }
  beast::flat_buffer buffer;
  const std::string scheme = "https";
  bool again = true;
  while (again) again = co_await exchange(stream, buffer, of, scheme);
  if (!beast::get_lowest_layer(stream).socket().is_open()) co_return;
  beast::get_lowest_layer(stream).expires_after(milliseconds(1000));
  co_await stream.async_shutdown(wait);
}

/// The other origin: nothing should ever come here.
net::awaitable<void> serve_foreign(tcp::socket socket, cluster& of) {
  ++of.count().foreign_contacts;
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  http::request_parser<http::string_body> parser;
  stream.expires_after(milliseconds(10000));
  const auto [ec, size] = co_await http::async_read(stream, buffer, parser, wait);
  if (ec) co_return;
  if (parser.get().find(http::field::authorization) != parser.get().end()) {
    ++of.count().foreign_with_token;
  }
  const answer a = json_answer(200, R"({"marker":null,"next_link":null,"results":[]})");
  const std::string bytes = a.head(false) + a.body;
  co_await put(stream, bytes);
}

void report(std::exception_ptr failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "simcluster: %s\n", e.what());
  }
}

}  // namespace

struct server::impl {
  explicit impl(const scenario& s) : of(s), acceptor(io), foreign(io) {
    listen(acceptor, endpoint_of(s.listen));
    listen(foreign, tcp::endpoint(net::ip::make_address("127.0.0.1"), 0));
    of.set_foreign("http://" + authority(foreign.local_endpoint()));
    prepare_tls(s);
    net::co_spawn(io, accept(), report);
    net::co_spawn(io, accept_foreign(), report);
  }

  static void listen(tcp::acceptor& a, const tcp::endpoint& at) {
    a.open(at.protocol());
    a.set_option(tcp::acceptor::reuse_address(true));
    a.bind(at);
    a.listen();
  }

  void prepare_tls(const scenario& s) {
    tls_identity files{"", s.tls_cert, s.tls_key};
    if (!s.make_tls.empty()) files = make_tls_identity(s.make_tls);
    ca = files.ca;
    if (files.certificate.empty()) return;
    tls.emplace(ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
    tls->use_certificate_chain_file(files.certificate);
    tls->use_private_key_file(files.key, ssl::context::pem);
  }

  net::awaitable<void> accept() {
    for (;;) {
      auto [ec, socket] = co_await acceptor.async_accept(wait);
      if (ec == net::error::operation_aborted) co_return;
      if (ec) co_await pause(10);  // out of file descriptors, most likely
      if (ec) continue;
      ++of.count().connections;
      begin(std::move(socket));
    }
  }

  void begin(tcp::socket socket) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (tls)
      net::co_spawn(io, serve_https(std::move(socket), *tls, of), report);
    else
      net::co_spawn(io, serve_http(std::move(socket), of), report);
  }

  net::awaitable<void> accept_foreign() {
    for (;;) {
      auto [ec, socket] = co_await foreign.async_accept(wait);
      if (ec == net::error::operation_aborted) co_return;
      if (!ec) begin_foreign(std::move(socket));
    }
  }

  void begin_foreign(tcp::socket socket) {
    net::co_spawn(io, serve_foreign(std::move(socket), of), report);
  }

  /// Lets the thread of the sockets handle `r`, so that `of` needs no lock.
  json::value ask(request r) {
    if (!thread.joinable()) throw std::logic_error("the simulated cluster is not started");
    r.split_target();
    std::packaged_task<answer()> task([this, &r] { return of.handle(r); });
    auto done = task.get_future();
    net::post(io, [&task] { task(); });
    const answer a = done.get();
    if (a.status != 200) throw std::runtime_error(r.target + ": " + a.body);
    return json::parse(a.body);
  }

  std::string scheme() const { return tls ? "https" : "http"; }

  class cluster of;
  std::string ca;
  std::optional<ssl::context> tls;
  net::io_context io{1};  // after what its coroutines use: it ends them first
  tcp::acceptor acceptor;
  tcp::acceptor foreign;
  std::thread thread;
};

server::server(const scenario& s) : impl_(std::make_unique<impl>(s)) {}
server::~server() { stop(); }

std::uint16_t server::port() const { return impl_->acceptor.local_endpoint().port(); }
std::string server::url() const {
  return impl_->scheme() + "://" + authority(impl_->acceptor.local_endpoint());
}
std::string server::ca_file() const { return impl_->ca; }

void server::run() {
  net::signal_set signals(impl_->io, SIGINT, SIGTERM);
  signals.async_wait([this](const boost::system::error_code&, int) { impl_->io.stop(); });
  impl_->io.run();
}

void server::start() {
  impl_->thread = std::thread([this] { impl_->io.run(); });
}

void server::stop() {
  impl_->io.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

json::value server::get(std::string_view target) {
  request r;
  r.method = "GET";
  r.target = std::string(target);
  return impl_->ask(std::move(r));
}

json::value server::post(std::string_view target, const json::value& body) {
  request r;
  r.method = "POST";
  r.target = std::string(target);
  r.body = json::serialize(body);
  return impl_->ask(std::move(r));
}

void server::answer_with(const std::string& path, unsigned status, const std::string& body,
                         std::size_t times) {
  std::string encoded(4 * ((body.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                   reinterpret_cast<const unsigned char*>(body.data()),
                                   static_cast<int>(body.size()));
  encoded.resize(static_cast<std::size_t>(size));
  post("/_control/answer",
       {{"path", path}, {"status", status}, {"body_base64", encoded}, {"times", times}});
}

}  // namespace simcluster
