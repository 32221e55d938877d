#include "web/server.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "config/url.hpp"
#include "http/resolver.hpp"
#include "poll/task_group.hpp"
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

host_port parsed(const std::string& listen) {
  const auto made = parse_host_port(listen);
  if (!made) throw std::invalid_argument("status.listen: \"" + listen + "\" is no host and port");
  return *made;
}

std::string url_of(const tcp::endpoint& at) {
  const auto address = at.address().to_string();
  const auto host = at.address().is_v6() ? "[" + address + "]" : address;
  return "http://" + host + ":" + std::to_string(at.port()) + "/";
}

}  // namespace

class server::impl {
 public:
  impl(server_options options, responder respond)
      : options_(std::move(options)), respond_(std::move(respond)), at_(parsed(options_.listen)) {
    group_.spawn(serve());
    thread_ = std::thread([this] { run(); });
  }
  ~impl() { stop(); }
  impl(const impl&) = delete;
  impl& operator=(const impl&) = delete;

  std::uint16_t port() const noexcept { return port_; }

  void stop() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] { group_.cancel(); });
    thread_.join();
    boost::system::error_code ignored;
    acceptor_.close(ignored);  // whoever was about to be accepted is not kept waiting
    port_ = 0;
  }

 private:
  void run();
  asio::awaitable<void> serve();
  asio::awaitable<std::string> open();
  std::string listen_on(const tcp::endpoint& where);
  void tell(const std::string& why);
  asio::awaitable<void> accept();
  asio::awaitable<void> room();
  asio::awaitable<void> serve(std::unique_ptr<web_session> session);
  std::unique_ptr<web_session> session_over(tcp::socket socket);

  const server_options options_;
  const responder respond_;
  const host_port at_;
  connections connections_{options_.most_connections, options_.most_pending};
  std::atomic<std::uint16_t> port_{0};
  std::string told_;  ///< why it does not listen
  asio::io_context io_{1};
  task_group group_{io_.get_executor()};
  tcp::acceptor acceptor_{io_};
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
  asio::steady_timer timer(io_);
  boost::system::error_code woken;
  while (true) {
    const auto why = co_await open();
    if (why.empty()) break;
    tell(why);
    timer.expires_after(options_.retry);
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  spdlog::info("status page and metrics: {}", url_of(acceptor_.local_endpoint()));
  port_ = acceptor_.local_endpoint().port();
  co_await accept();
}

/// Empty, or why nobody can be listened to.
asio::awaitable<std::string> server::impl::open() {
  boost::system::error_code no_address;
  const auto address = asio::ip::make_address(at_.host, no_address);
  if (!no_address) co_return listen_on({address, at_.port});
  resolver names(io_.get_executor(), at_.host, at_.port);
  const auto found = co_await names.resolve(std::chrono::steady_clock::now() + resolve_within);
  if (!found) co_return found.error().detail;
  std::string why = "the name has no address";
  for (const auto& where : *found) {
    why = listen_on(where);
    if (why.empty()) break;
  }
  co_return why;
}

std::string server::impl::listen_on(const tcp::endpoint& where) {
  boost::system::error_code failed;
  acceptor_.open(where.protocol(), failed);
  if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
  if (!failed) acceptor_.bind(where, failed);
  if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
  if (!failed) return {};
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  return failed.message();
}

void server::impl::tell(const std::string& why) {
  if (std::exchange(told_, why) == why) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.retry).count();
  spdlog::error(
      "status.listen {}: {}; polling goes on without the status page and /metrics, and this is "
      "tried again every {} s. Find what listens there with `ss -ltnp`, or choose another address "
      "in [status]",
      options_.listen, why, seconds);
}

asio::awaitable<void> server::impl::accept() {
  asio::steady_timer timer(io_);
  boost::system::error_code failed;
  boost::system::error_code woken;
  while (true) {
    auto socket =
        co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, failed));
    if (failed) {
      timer.expires_after(pause_after_failed_accept);
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    } else {
      co_await room();
      group_.spawn(serve(session_over(std::move(socket))));
    }
  }
}

asio::awaitable<void> server::impl::room() {
  asio::steady_timer timer(io_);
  while (!connections_.make_room()) {
    timer.expires_after(pause_until_room);
    co_await timer.async_wait(asio::use_awaitable);
  }
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
