#include "web/web_session.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "config/url.hpp"
#include "http/authority.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using namespace std::chrono_literals;
namespace {

constexpr std::size_t read_ahead = 32U << 10;     // bytes
constexpr std::size_t most_drained = 256U << 10;  // bytes
constexpr auto drained_for = 1s;

template <class Fields>
void set_fields(Fields& head, const answer& what) {
  head.set(http::field::server, user_agent());
  head.set(http::field::content_type, what.type);
  head.set(http::field::cache_control, what.lasting ? "max-age=300" : "no-store");
  if (!what.allow.empty()) head.set(http::field::allow, what.allow);
  head.set("Content-Security-Policy",
           "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri "
           "'none'; frame-ancestors 'none'");
  head.set("X-Content-Type-Options", "nosniff");
  head.set("Referrer-Policy", "no-referrer");
}

/// Whether it came over the loopback, however that was written in the configuration.
bool is_local(const asio::ip::tcp::socket& socket) {
  boost::system::error_code gone;
  return is_loopback(socket.local_endpoint(gone).address().to_string());
}

}  // namespace

web_session::web_session(asio::ip::tcp::socket socket, const server_options& options,
                         const server::responder& respond, connections& among)
    : stream_(std::move(socket)),
      options_(options),
      respond_(respond),
      place_(among, [this] { stream_.close(); }),
      loopback_(is_local(stream_.socket())) {
  buffer_.max_size(read_ahead);
}

asio::awaitable<void> web_session::run() {
  bool again = true;
  while (again) again = co_await exchange();
  co_await hang_up();
}

/// Until the first byte of the next request is there; false when none comes. The first request has
/// only the time for its header, because a client that connects sends one at once.
asio::awaitable<bool> web_session::wait_for_request() {
  if (buffer_.size() > 0) co_return true;
  place_.waits();
  stream_.expires_after(first_ ? options_.header : options_.idle);
  boost::system::error_code failed;
  const auto room = buffer_.prepare(4096);
  const auto got =
      co_await stream_.async_read_some(room, asio::redirect_error(asio::use_awaitable, failed));
  buffer_.commit(got);
  co_return !failed;
}

asio::awaitable<bool> web_session::exchange() {
  const bool begun = co_await wait_for_request();
  if (!begun) co_return false;
  first_ = false;
  place_.waits();
  request_parser asked;
  stream_.expires_after(options_.header);
  boost::system::error_code failed;
  co_await http::async_read_header(stream_, buffer_, asked,
                                   asio::redirect_error(asio::use_awaitable, failed));
  if (failed && failed.category() != http::make_error_code(http::error::bad_method).category()) {
    co_return false;  // gone, or too slow
  }
  if (failed) {
    auto why = answer_to_unreadable(failed);
    co_await send(nullptr, std::move(why));
    co_return false;
  }
  place_.works();
  auto made = co_await answer_to(asked);
  const bool again = co_await send(&asked, std::move(made));
  co_return again;
}

asio::awaitable<answer> web_session::answer_to(const request_parser& asked) {
  auto found = find_route(read_request(asked.get()), loopback_);
  if (!found.to) co_return found.rejection;
  try {
    auto made = co_await respond_(*found.to, std::move(found.query));
    co_return made;
  } catch (const boost::system::system_error& failed) {
    if (failed.code() == asio::error::operation_aborted) throw;
    spdlog::error("status: {}", failed.what());
  } catch (const std::exception& failed) {
    spdlog::error("status: {}", failed.what());
  }
  co_return text_answer(500, "algologd failed to answer; its log says why\n");
}

/// True when another request may follow.
asio::awaitable<bool> web_session::send(const request_parser* asked, answer what) {
  const bool again = asked != nullptr && asked->get().keep_alive() && !what.may_close;
  const unsigned version = asked == nullptr ? 11 : asked->get().version();
  const bool body = asked == nullptr || asked->get().method() != http::verb::head;
  http::response<shared_body> made(http::int_to_status(what.status), version);
  set_fields(made, what);
  made.keep_alive(again);
  made.content_length(what.body->size());
  if (body) made.body() = {what.body->data(), what.body->size()};
  place_.waits_with(what.body);
  const bool sent = co_await write(made);
  co_return sent&& again;
}

/// Goes on as long as the client takes some of it within `options_.write`.
asio::awaitable<bool> web_session::write(response& made) {
  http::response_serializer<shared_body> bytes(made);
  boost::system::error_code failed;
  while (!failed && !bytes.is_done()) {
    stream_.expires_after(options_.write);
    co_await http::async_write_some(stream_, bytes,
                                    asio::redirect_error(asio::use_awaitable, failed));
  }
  co_return !failed;
}

/// If bytes of the client are unread when the socket is closed, the kernel resets the connection
/// and the client may lose the answer. So some of them are read first.
asio::awaitable<void> web_session::hang_up() {
  if (place_.closed()) co_return;
  place_.waits();
  boost::system::error_code failed;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, failed);
  stream_.expires_after(drained_for);
  std::size_t drained = 0;
  buffer_.clear();
  while (!failed && drained < most_drained) {
    const auto room = buffer_.prepare(read_ahead);
    const auto got =
        co_await stream_.async_read_some(room, asio::redirect_error(asio::use_awaitable, failed));
    drained += got;
  }
}

}  // namespace algolog
