#include "http/net_error.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

namespace algolog {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace {

errc kind_of(const boost::system::error_code& failed) {
  if (failed == beast::error::timeout) return errc::timeout;
  if (failed == asio::error::operation_aborted) return errc::cancelled;
  if (failed == http::error::body_limit || failed == http::error::header_limit ||
      failed == http::error::buffer_overflow) {
    return errc::too_large;
  }
  if (failed == http::error::end_of_stream || failed == http::error::partial_message ||
      failed == asio::ssl::error::stream_truncated) {
    return errc::connection_closed;
  }
  if (failed.category() == http::make_error_code(http::error::bad_version).category()) {
    return errc::bad_http;
  }
  if (failed.category() == asio::error::get_ssl_category()) return errc::tls_failed;
  return errc::connection_closed;
}

}  // namespace

error to_net_error(const boost::system::error_code& failed, std::string_view doing) {
  const auto kind = kind_of(failed);
  std::string detail(doing);
  if (!detail.empty()) detail += ": ";
  detail += kind == errc::timeout ? "no end within the time-out" : failed.message();
  return {kind, std::move(detail)};
}

}  // namespace algolog
