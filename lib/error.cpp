#include "error.hpp"

#include <stdexcept>

namespace algolog {

std::string_view name_of(errc code) noexcept {
  switch (code) {
    case errc::ok: return "ok";
    case errc::resolve_failed: return "resolve_failed";
    case errc::connect_failed: return "connect_failed";
    case errc::tls_failed: return "tls_failed";
    case errc::proxy_refused: return "proxy_refused";
    case errc::timeout: return "timeout";
    case errc::connection_closed: return "connection_closed";
    case errc::bad_http: return "bad_http";
    case errc::too_large: return "too_large";
    case errc::redirected: return "redirected";
    case errc::missing: return "missing";
    case errc::forbidden: return "forbidden";
    case errc::unauthorized: return "unauthorized";
    case errc::not_offered: return "not_offered";
    case errc::invalid_marker: return "invalid_marker";
    case errc::limit_refused: return "limit_refused";
    case errc::throttled: return "throttled";
    case errc::server_error: return "server_error";
    case errc::unexpected_status: return "unexpected_status";
    case errc::not_json: return "not_json";
    case errc::unexpected_shape: return "unexpected_shape";
    case errc::incomplete: return "incomplete";
    case errc::no_credentials: return "no_credentials";
    case errc::store_failed: return "store_failed";
    case errc::store_unavailable: return "store_unavailable";
    case errc::store_waiting: return "store_waiting";
    case errc::store_corrupt: return "store_corrupt";
    case errc::internal: return "internal";
    case errc::cancelled: return "cancelled";
  }
  return "unknown";
}

std::string to_string(const error& e) {
  std::string text(name_of(e.code));
  if (!e.detail.empty()) text.append(": ").append(e.detail);
  return text;
}

void throw_exception_from_error(const error& e, const boost::source_location&) {
  throw std::logic_error("unchecked result: " + to_string(e));
}

}  // namespace algolog
