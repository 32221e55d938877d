#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <string>
#include <string_view>

namespace algolog {

/// Every failure the daemon expects while it runs. The name of a value (see `name_of`) is what the
/// `polls` ledger, the log and `--json` show, so a value is never renamed once released.
enum class errc {
  ok,
  // --- the network ---
  resolve_failed,     ///< no address for the host name
  connect_failed,     ///< no address accepted a TCP connection
  tls_failed,         ///< handshake or certificate refused (RFC 8446, RFC 6125)
  proxy_refused,      ///< the forward proxy did not open the tunnel (RFC 9110, CONNECT)
  timeout,            ///< the deadline of the whole exchange passed
  connection_closed,  ///< the peer went away in the middle of an exchange
  bad_http,           ///< bytes that are not HTTP/1.1, or a coding that does not decode
  too_large,          ///< header or body beyond the configured bound
  redirected,         ///< a 3xx answer; redirects are never followed
  // --- what the API says (codes: see api/api_error.hpp) ---
  missing,            ///< 404, codes 1000, 1001, 1009: no such algorithm, build or version
  forbidden,          ///< 403, code 2001: the key lacks a permission
  unauthorized,       ///< 401, code 2002: the key is unknown or expired
  not_offered,        ///< code 5005: this cluster does not serve the route
  invalid_marker,     ///< code 5002: the page marker went stale
  limit_refused,      ///< code 5003: more per page than the cluster allows
  throttled,          ///< 429 or 503: slow down, see Retry-After
  server_error,       ///< any other 5xx, code 5001
  unexpected_status,  ///< any other answer that is not a success
  // --- the body ---
  not_json,          ///< does not parse as JSON (RFC 8259)
  unexpected_shape,  ///< JSON, but not the shape the route documents
  incomplete,        ///< pages whose end cannot be trusted: records refused, or known ones missing
  // --- this side ---
  no_credentials,     ///< the API key could not be read
  store_failed,       ///< the database refused a transaction; nothing of it was kept
  store_unavailable,  ///< the database cannot be written now: full, read-only, locked; nothing kept
  store_waiting,      ///< the same, but the records wait in memory and are stored first of all
  store_corrupt,      ///< the database is damaged; the daemon ends
  internal,           ///< a fault of the daemon itself
  cancelled,          ///< the daemon is stopping
};

/// The stable, machine-readable name of `code`, e.g. "connect_failed".
std::string_view name_of(errc code) noexcept;

/// An expected failure as a value: what kind, and one line for a person (never holds the API key).
struct error {
  errc code = errc::ok;
  std::string detail;
  std::chrono::seconds retry_after{};  ///< how long the other side wants not to be asked again
};

/// "connect_failed: 10.0.0.7 port 443: connection refused"
std::string to_string(const error& e);

/// What a failed `result::value()` throws; reaching it is a programming error.
[[noreturn]] void throw_exception_from_error(const error& e, const boost::source_location& where);

template <class T>
using result = boost::system::result<T, error>;

}  // namespace algolog
