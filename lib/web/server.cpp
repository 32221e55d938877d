#include "web/server.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include "async/task_group.hpp"
#include "config/url.hpp"
#include "http/resolver.hpp"
#include "web/connections.hpp"
#include "web/web_session.hpp"

namespace algolog {
namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using namespace std::chrono_literals;
namespace {

constexpr auto resolve_within = 10s;
constexpr auto pause_after_failed_accept = 100ms;  // no file descriptor left, most likely
constexpr auto pause_until_room = 20ms;            // all connections are being answered
constexpr int most_sent_ahead = 128 << 10;         // bytes the kernel keeps for a slow reader

host_port parsed_listen(const std::string& listen) {
  const auto made = parse_host_port(listen);
  if (!made) throw std::invalid_argument("status.listen: \"" + listen + "\" is no host and port");
  return *made;
}

std::string address_of(const tcp::endpoint& at) { return at.address().to_string(); }

std::string url_of(const tcp::endpoint& at) {
  const auto host = at.address().is_v6() ? "[" + address_of(at) + "]" : address_of(at);
  return "http://" + host + ":" + std::to_string(at.port()) + "/";
}

/// One address that is listened on, or will be.
struct listener {
  listener(tcp::endpoint where, asio::io_context& io) : at(std::move(where)), acceptor(io) {}

  boost::system::error_code open(const tcp::endpoint& where) {
    boost::system::error_code failed;
    acceptor.open(where.protocol(), failed);
    if (!failed) acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor.bind(where, failed);
    if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
    boost::system::error_code ignored;
    if (failed) acceptor.close(ignored);
    return failed;
  }
  std::uint16_t port() const {
    boost::system::error_code closed;
    return acceptor.local_endpoint(closed).port();
  }

  tcp::endpoint at;
  tcp::acceptor acceptor;
  std::string told;  ///< why it cannot be
};

}  // namespace

class server::impl {
 public:
  impl(server_options options, responder respond)
      : options_(std::move(options)),
        respond_(std::move(respond)),
        at_(parsed_listen(options_.listen)) {
    group_.spawn(serve());
    thread_ = std::thread([this] { run(); });
  }
  ~impl() { stop(); }
  impl(const impl&) = delete;
  impl& operator=(const impl&) = delete;

  std::uint16_t port() const noexcept { return port_; }

  void stop() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] {
      stopping_ = true;
      group_.cancel();
    });
    thread_.join();
    listeners_.clear();  // so clients in the accept queue need not wait
    port_ = 0;
  }

 private:
  void run();
  asio::awaitable<void> serve();
  asio::awaitable<result<resolver::endpoints>> addresses();
  void listen_on(tcp::endpoint where);
  void try_to_open(listener& one);
  asio::awaitable<void> serve(listener& one);
  asio::awaitable<void> pause(std::chrono::milliseconds time);
  void tell(std::string& told, const std::string& why);
  asio::awaitable<void> accept(tcp::acceptor& from);
  asio::awaitable<void> room();
  asio::awaitable<void> serve(std::unique_ptr<web_session> session);
  std::unique_ptr<web_session> session_over(tcp::socket socket);

  const server_options options_;
  const responder respond_;
  const host_port at_;
  connections connections_{options_.most_connections, options_.most_pending};
  std::atomic<std::uint16_t> port_{0};
  std::string told_;  ///< why the name has no address
  asio::io_context io_{1};
  task_group group_{io_.get_executor()};
  std::list<listener> listeners_;
  bool stopping_ = false;  ///< nothing may be spawned any more, as nobody would cancel it
  std::thread thread_;
};

void server::impl::run() {
  try {
    io_.run();
  } catch (const std::exception& failed) {
    spdlog::error("status: {}; the status page and /metrics are gone until a restart",
                  failed.what());
  }
}

asio::awaitable<void> server::impl::serve() {
  auto found = co_await addresses();
  while (!found) {
    tell(told_, found.error().detail);
    co_await pause(options_.retry);
    found = co_await addresses();
  }
  if (stopping_) co_return;
  // All addresses are tried once before `port` tells one.
  for (const auto& where : *found) listen_on(where);
  for (auto& one : listeners_) group_.spawn(serve(one));
}

/// What the name means, or the address that it is.
asio::awaitable<result<resolver::endpoints>> server::impl::addresses() {
  boost::system::error_code no_address;
  const auto address = asio::ip::make_address(at_.host, no_address);
  if (!no_address) {
    resolver::endpoints one;
    one.emplace_back(address, at_.port);
    co_return one;
  }
  resolver names(io_.get_executor(), at_.host, at_.port);
  auto found = co_await names.resolve(std::chrono::steady_clock::now() + resolve_within);
  if (found && found->empty()) {
    co_return error{errc::resolve_failed, "the name has no address"};
  }
  co_return found;
}

void server::impl::listen_on(tcp::endpoint where) {
  const auto same = [&](const listener& one) { return one.at.address() == where.address(); };
  if (std::ranges::any_of(listeners_, same)) return;
  auto& one = listeners_.emplace_back(where, io_);
  try_to_open(one);
}

void server::impl::try_to_open(listener& one) {
  auto where = one.at;
  if (where.port() == 0 && !listeners_.empty()) where.port(listeners_.front().port());
  const auto failed = one.open(where);
  if (!failed) {
    spdlog::info("status page and metrics: {}", url_of(one.acceptor.local_endpoint()));
    return;
  }
  const auto of_several = address_of(one.at) == at_.host ? "" : address_of(one.at) + ": ";
  tell(one.told, of_several + failed.message());
}

/// Each by itself, so that an address that is in use does not delay the others.
asio::awaitable<void> server::impl::serve(listener& one) {
  while (!one.acceptor.is_open()) {
    co_await pause(options_.retry);
    try_to_open(one);
  }
  if (port_ == 0) port_ = one.port();
  co_await accept(one.acceptor);
}

asio::awaitable<void> server::impl::pause(std::chrono::milliseconds time) {
  asio::steady_timer timer(io_, time);
  co_await timer.async_wait(asio::use_awaitable);
}

void server::impl::tell(std::string& told, const std::string& why) {
  if (std::exchange(told, why) == why) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.retry).count();
  spdlog::error(
      "status.listen {}: {}; polling goes on without the status page and /metrics there, and this "
      "is tried again every {} s. Find what listens there with `ss -ltnp`, or choose another "
      "address in [status]",
      options_.listen, why, seconds);
}

asio::awaitable<void> server::impl::accept(tcp::acceptor& from) {
  boost::system::error_code failed;
  while (true) {
    auto socket = co_await from.async_accept(asio::redirect_error(asio::use_awaitable, failed));
    if (failed) {
      co_await pause(pause_after_failed_accept);
    } else {
      co_await room();
      if (stopping_) co_return;
      group_.spawn(serve(session_over(std::move(socket))));
    }
  }
}

asio::awaitable<void> server::impl::room() {
  while (!connections_.make_room()) co_await pause(pause_until_room);
}

std::unique_ptr<web_session> server::impl::session_over(tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::send_buffer_size(most_sent_ahead), ignored);
  return std::make_unique<web_session>(std::move(socket), options_, respond_, connections_);
}

asio::awaitable<void> server::impl::serve(std::unique_ptr<web_session> session) {
  co_await session->run();
}

server::server(server_options options, responder respond)
    : impl_(std::make_unique<impl>(std::move(options), std::move(respond))) {}
server::~server() = default;
std::uint16_t server::port() const noexcept { return impl_->port(); }
void server::stop() { impl_->stop(); }

}  // namespace algolog
