#include "http/net_error.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

#include "catch.hpp"

using namespace algolog;
namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

errc kind(const boost::system::error_code& failed) { return to_net_error(failed, "x").code; }

}  // namespace

TEST_CASE("every way a peer goes away is a closed connection") {
  CHECK(kind(http::error::end_of_stream) == errc::connection_closed);
  CHECK(kind(http::error::partial_message) == errc::connection_closed);
  CHECK(kind(asio::ssl::error::stream_truncated) == errc::connection_closed);
  CHECK(kind(asio::error::eof) == errc::connection_closed);
  CHECK(kind(asio::error::connection_reset) == errc::connection_closed);
  CHECK(kind(asio::error::broken_pipe) == errc::connection_closed);
}

TEST_CASE("bounds, nonsense, time and cancellation are told apart") {
  CHECK(kind(http::error::body_limit) == errc::too_large);
  CHECK(kind(http::error::header_limit) == errc::too_large);
  CHECK(kind(http::error::buffer_overflow) == errc::too_large);
  CHECK(kind(http::error::bad_version) == errc::bad_http);
  CHECK(kind(http::error::bad_chunk) == errc::bad_http);
  CHECK(kind(http::error::bad_content_length) == errc::bad_http);
  CHECK(kind(boost::beast::error::timeout) == errc::timeout);
  CHECK(kind(asio::error::operation_aborted) == errc::cancelled);
}

TEST_CASE("an error inside TLS is TLS's") {
  const auto code = static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_BAD_LENGTH));
  const boost::system::error_code failed(code, asio::error::get_ssl_category());
  CHECK(kind(failed) == errc::tls_failed);
}

TEST_CASE("the detail begins with what was being done and tells the cause") {
  const auto failed = to_net_error(asio::error::connection_refused, "10.0.0.7 port 443");
  CHECK_THAT(failed.detail, StartsWith("10.0.0.7 port 443: "));
  CHECK_THAT(failed.detail, ContainsSubstring("refused"));
  const auto late = to_net_error(boost::beast::error::timeout, "https://api.example.com");
  CHECK(late.detail == "https://api.example.com: no end within the time-out");
}
