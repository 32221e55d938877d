#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <filesystem>
#include <string>

#include "error.hpp"

namespace algolog {

using tls_stream = boost::asio::ssl::stream<boost::beast::tcp_stream>;

/// For one origin: TLS 1.2 or newer, peers verified against the system's store and `ca_file` (PEM,
/// may be empty). Remembers the newest sessions of the origin, for `resume_session`. Throws
/// `std::runtime_error` naming the file when it cannot be used.
boost::asio::ssl::context make_tls_context(const std::filesystem::path& ca_file,
                                           std::chrono::milliseconds resume_within);

/// Before the handshake: SNI (RFC 6066; not for addresses) and the name or address that the
/// certificate must be for (RFC 6125). False when that cannot be checked: there must be no
/// handshake.
bool expect_host(tls_stream& stream, const std::string& host);

/// Before the handshake: offers to resume a session of before (RFC 8446, 2.2; RFC 5077), which
/// saves both sides the certificate. Only for an hour, so that a certificate that has expired or
/// was replaced is noticed by then.
void resume_session(tls_stream& stream);
/// After a failed handshake, which may have failed because of the session.
void forget_sessions(tls_stream& stream);

/// What to tell of a failed handshake: the certificate's fault in words where there is one.
error tls_error(tls_stream& stream, const boost::system::error_code& failed);

}  // namespace algolog
