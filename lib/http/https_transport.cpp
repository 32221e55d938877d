#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstddef>
#include <iterator>
#include <optional>

#include "clock.hpp"
#include "http/authority.hpp"
#include "http/connection.hpp"
#include "http/dial.hpp"
#include "http/gzip.hpp"
#include "http/http_date.hpp"
#include "http/net_error.hpp"
#include "http/pool.hpp"
#include "http/retry_after.hpp"
#include "http/transport.hpp"
#include "text/printable.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace {

using deadline_type = std::chrono::steady_clock::time_point;
using answer_parser = http::response_parser<http::string_body>;

constexpr std::uint32_t max_header = 64U << 10;  // bytes
constexpr std::ptrdiff_t max_fields = 256;  // trailers included; each costs many times its bytes
constexpr std::size_t read_ahead = 128U << 10;  // bytes buffered beyond the parser
constexpr std::size_t read_size = 64U << 10;    // bytes asked for at once
constexpr int max_interim = 10;                 // 1xx answers before the final one

std::string beyond(std::size_t max_body) {
  return "more than poll.max_body (" + std::to_string(max_body) +
         " bytes); raise it if answers of that size are expected";
}

/// What bounds one exchange.
struct limits {
  deadline_type deadline;
  std::size_t max_body;
};

/// What the end of the connection makes of the answer read so far.
boost::system::error_code at_end(answer_parser& parser) {
  boost::system::error_code failed;
  if (!parser.got_some()) return http::error::end_of_stream;
  parser.put_eof(failed);
  return failed;
}

bool has_too_many_fields(const answer_parser& parser) {
  return std::distance(parser.get().begin(), parser.get().end()) > max_fields;
}

/// Reads one answer, interim or final. Each read is a suspension of its own, unlike with
/// http::async_read, so that cancellation and the deadline hold even while bytes never stop coming.
asio::awaitable<boost::system::error_code> read_answer(connection& open, answer_parser& parser,
                                                       deadline_type deadline) {
  auto& buffer = open.buffer;
  boost::system::error_code failed;
  while (!parser.is_done()) {
    if (buffer.size() > 0) {
      const auto used = parser.put(buffer.data(), failed);
      buffer.consume(used);
      if (failed && failed != http::error::need_more) co_return failed;
      if (has_too_many_fields(parser)) co_return http::error::header_limit;
      if (!failed && used > 0) continue;
    }
    if (std::chrono::steady_clock::now() >= deadline) co_return beast::error::timeout;
    const auto size = std::min(read_size, buffer.max_size() - buffer.size());
    if (size == 0) co_return http::error::buffer_overflow;
    const auto room = buffer.prepare(size);
    const auto got =
        co_await open.async_read_some(room, asio::redirect_error(asio::use_awaitable, failed));
    buffer.commit(got);
    if (failed == asio::error::eof) co_return at_end(parser);
    if (failed) co_return failed;
  }
  co_return boost::system::error_code();
}

/// Writes the request and reads its final answer into `parser`, past interim ones (RFC 9110, 15.2).
asio::awaitable<boost::system::error_code> exchange(connection& open,
                                                    const http::request<http::empty_body>& request,
                                                    std::optional<answer_parser>& parser,
                                                    const limits& bounds) {
  open.tcp().expires_at(bounds.deadline);
  open.buffer.max_size(read_ahead);
  boost::system::error_code failed;
  co_await http::async_write(open, request, asio::redirect_error(asio::use_awaitable, failed));
  if (failed) co_return failed;
  for (int interim = 0; interim <= max_interim; ++interim) {
    parser.emplace();
    parser->eager(true);
    parser->body_limit(bounds.max_body);
    parser->header_limit(max_header);
    const auto ended = co_await read_answer(open, *parser, bounds.deadline);
    if (ended || parser->get().result_int() >= 200) co_return ended;
    if (parser->get().result() == http::status::switching_protocols) break;  // not asked for
    open.reused = false;  // it lives: what follows is no stale connection's end
  }
  co_return http::error::bad_status;
}

/// Whether the peer had hung up on an idle connection before the request reached it.
bool was_stale(const connection& used, const std::optional<answer_parser>& parser,
               const error& why) {
  const bool silent = !parser || !parser->got_some();
  return used.reused && silent && why.code == errc::connection_closed;
}

/// Others have their turn between the steps.
asio::awaitable<result<std::string>> inflate(std::string_view body, std::size_t max_body) {
  gunzip_steps steps(body, max_body);
  for (;;) {
    const auto more = steps.next();
    if (!more && more.error().code == errc::too_large) {
      co_return error{errc::too_large, "inflates to " + beyond(max_body)};
    }
    if (!more) co_return more.error();
    if (!*more) co_return steps.take();
    co_await asio::post(asio::use_awaitable);
  }
}

constexpr std::size_t longest_tag = 200;        // bytes; whoever sends more is asked for everything
constexpr std::int64_t old_enough_ms = 60'000;  // of a Last-Modified, which counts whole seconds

bool is_entity_tag(std::string_view text) {
  if (text.starts_with("W/")) text.remove_prefix(2);
  return text.size() >= 2 && text.size() <= longest_tag && text.front() == '"' &&
         text.find_first_of("\" \t", 1) == text.size() - 1;
}

validator validator_of(const answer_parser::value_type& message,
                       const std::optional<std::int64_t>& date) {
  const std::string_view tag = message[http::field::etag];
  if (is_entity_tag(tag)) return {std::string(tag)};
  const std::string_view changed = message[http::field::last_modified];
  const auto at = parse_http_date(changed);
  if (!tag.empty() || !at || !date || *date - *at < old_enough_ms) return {};
  return {std::string(changed), true};
}

asio::awaitable<result<http_response>> decode(answer_parser& parser, std::size_t max_body) {
  auto message = parser.release();
  http_response out;
  out.status = message.result_int();
  out.date = parse_http_date(message[http::field::date]);
  // A date to wait for is by the clock that gave it.
  const auto now = out.date.value_or(now_ms());
  out.retry_after = parse_retry_after(message[http::field::retry_after], now);
  if (out.status == 200) out.tag = validator_of(message, out.date);
  const auto coding = message[http::field::content_encoding];
  if (coding.empty() || message.body().empty() || beast::iequals(coding, "identity")) {
    out.body = std::move(message.body());
    co_return out;
  }
  if (!beast::iequals(coding, "gzip") && !beast::iequals(coding, "x-gzip")) {
    co_return error{errc::bad_http,
                    "Content-Encoding that was not asked for: " + printable(coding, 100)};
  }
  auto inflated = co_await inflate(message.body(), max_body);
  if (!inflated) co_return inflated.error();
  out.body = std::move(*inflated);
  co_return out;
}

class https_transport final : public transport {
 public:
  https_transport(asio::any_io_executor executor, transport_options options)
      : options_(std::move(options)), dialer_(executor, options_), pool_(options_.max_idle) {}

  asio::awaitable<result<http_response>> get(http_request request,
                                             deadline_type deadline) override {
    const auto message = build(request);
    const limits bounds{deadline, options_.max_body};
    auto open = pool_.take();
    while (true) {
      if (!open) {
        auto dialed = co_await dialer_.dial(deadline);
        if (!dialed) co_return dialed.error();
        open = std::move(*dialed);
      }
      std::optional<answer_parser> parser;
      const auto failed = co_await exchange(*open, message, parser, bounds);
      if (!failed) {
        keep(std::move(open), *parser);
        auto answer = co_await decode(*parser, options_.max_body);
        co_return answer;
      }
      auto why = explain(failed);
      if (!was_stale(*open, parser, why)) co_return why;
      open.reset();  // one fresh connection, which is never stale: the loop ends
    }
  }

 private:
  http::request<http::empty_body> build(const http_request& wanted) const {
    auto uri = options_.url.base_path + wanted.route;
    if (options_.proxy && !options_.url.tls) {
      uri = "http://" + authority(options_.url) + uri;  // absolute form, RFC 9112, 3.2.2
    }
    http::request<http::empty_body> message(http::verb::get, uri, 11);
    message.set(http::field::host, authority(options_.url));
    message.set(http::field::user_agent, user_agent());
    message.set(http::field::accept, "application/json");
    message.set(http::field::accept_encoding, "gzip");
    if (!wanted.known.text.empty()) {
      message.set(
          wanted.known.is_time ? http::field::if_modified_since : http::field::if_none_match,
          wanted.known.text);
    }
    if (!wanted.authorization.empty()) {
      message.set(http::field::authorization, wanted.authorization);
    }
    return message;
  }

  error explain(const boost::system::error_code& failed) const {
    auto why = to_net_error(failed, options_.names_peer ? options_.url.display() : "");
    if (why.code == errc::too_large) {
      why.detail = failed == http::error::body_limit
                       ? beyond(options_.max_body)
                       : "a header of more than " + std::to_string(max_header) + " bytes or " +
                             std::to_string(max_fields) + " fields";
    }
    return why;
  }

  void keep(std::unique_ptr<connection> open, const answer_parser& parser) {
    if (parser.keep_alive() && open->buffer.size() == 0) pool_.put(std::move(open));
  }

  transport_options options_;
  dialer dialer_;
  pool pool_;
};

}  // namespace

std::unique_ptr<transport> make_https_transport(asio::any_io_executor executor,
                                                transport_options options) {
  return std::make_unique<https_transport>(std::move(executor), std::move(options));
}

}  // namespace algolog
