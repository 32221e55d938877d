#include "http/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <new>
#include <stdexcept>

namespace algolog {
namespace ssl = boost::asio::ssl;
namespace {

const char* hint(const boost::system::error_code& failed) {
  switch (ERR_GET_REASON(static_cast<unsigned long>(failed.value()))) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_RECORD_LENGTH_MISMATCH:
      return "; this port does not speak TLS: is `url` meant to begin with http://?";
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
    case SSL_R_UNSUPPORTED_PROTOCOL: return "; the cluster must offer TLS 1.2 or newer";
    default: return "";
  }
}

const char* way_out(long verdict) {
  switch (verdict) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "; it is for another name than the one in `url` (its subjectAltName counts, not its"
             " common name)";
    case X509_V_ERR_CERT_HAS_EXPIRED: return "; it must be renewed on the cluster";
    case X509_V_ERR_CERT_NOT_YET_VALID: return "; is the clock of this machine right?";
    default: return "; for a private CA set `ca_file` of this cluster to its certificate";
  }
}

constexpr std::size_t most_kept = 16;  // a peer may send several on each connection

using std::chrono::steady_clock;
using time_point = steady_clock::time_point;

struct free_session {
  void operator()(SSL_SESSION* session) const noexcept { SSL_SESSION_free(session); }
};
using session_ptr = std::unique_ptr<SSL_SESSION, free_session>;

/// Of a session that others use, too: a connection that is closed without a close_notify makes its
/// own one useless.
session_ptr copy_of(SSL_SESSION* session) { return session_ptr(SSL_SESSION_dup(session)); }

struct kept_session {
  session_ptr session;
  time_point checked;  ///< when the certificate was, however often it was resumed since
};
/// The newest sessions of a context, oldest first; it is freed with the context.
struct sessions {
  std::chrono::milliseconds resume_within;
  std::deque<kept_session> kept;
};

void free_sessions(void*, void* kept, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<sessions*>(kept);
}

// Asio has the application data of a context for itself.
int sessions_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &free_sessions);
  return index;
}

sessions& sessions_of(SSL* connection) {
  auto* context = SSL_get_SSL_CTX(connection);
  return *static_cast<sessions*>(SSL_CTX_get_ex_data(context, sessions_index()));
}

// Asio has the application data of a connection for itself, too.
int checked_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

/// When the certificate of the session was checked that the connection offers.
void set_checked(SSL* connection, time_point at) {
  SSL_set_ex_data(connection, checked_index(),
                  reinterpret_cast<void*>(at.time_since_epoch().count()));
}

time_point checked(SSL* connection) {
  if (SSL_session_reused(connection) == 0) return steady_clock::now();
  const auto ticks = reinterpret_cast<std::intptr_t>(SSL_get_ex_data(connection, checked_index()));
  return time_point(steady_clock::duration(ticks));
}

/// Called by OpenSSL when the peer has sent a session; 0: no reference to that is kept.
int keep_session(SSL* connection, SSL_SESSION* session) {
  kept_session added{copy_of(session), checked(connection)};
  if (!added.session) return 0;
  auto& kept = sessions_of(connection).kept;
  if (kept.size() == most_kept) kept.pop_front();
  kept.push_back(std::move(added));
  return 0;
}

void remember_sessions(SSL_CTX* context, std::chrono::milliseconds resume_within) {
  auto kept = std::make_unique<sessions>();
  kept->resume_within = resume_within;
  if (SSL_CTX_set_ex_data(context, sessions_index(), kept.get()) != 1) throw std::bad_alloc();
  kept.release();
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  SSL_CTX_sess_set_new_cb(context, &keep_session);
}

}  // namespace

ssl::context make_tls_context(const std::filesystem::path& ca_file,
                              std::chrono::milliseconds resume_within) {
  ssl::context context(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(ssl::verify_peer);
  context.set_default_verify_paths();
  remember_sessions(context.native_handle(), resume_within);
  if (ca_file.empty()) return context;
  boost::system::error_code failed;
  context.load_verify_file(ca_file.string(), failed);
  if (failed) {
    throw std::runtime_error("ca_file " + ca_file.string() + ": " + failed.message() +
                             "; expected a PEM file of CA certificates");
  }
  return context;
}

bool expect_host(tls_stream& stream, const std::string& host) {
  auto* handle = stream.native_handle();
  if (host.empty()) return false;  // OpenSSL takes it for "any"
  boost::system::error_code no_address;
  boost::asio::ip::make_address(host, no_address);
  // The common name is ignored, RFC 9525 section 2.
  SSL_set_hostflags(handle, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (!no_address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), host.c_str()) == 1;
  return SSL_set_tlsext_host_name(handle, host.c_str()) == 1 &&
         SSL_set1_host(handle, host.c_str()) == 1;
}

void resume_session(tls_stream& stream) {
  auto* connection = stream.native_handle();
  auto& [resume_within, kept] = sessions_of(connection);
  const auto oldest = steady_clock::now() - resume_within;
  std::erase_if(kept, [&](const kept_session& one) { return one.checked < oldest; });
  if (kept.empty()) return;
  const auto newest = copy_of(kept.back().session.get());
  if (!newest) return;
  SSL_set_session(connection, newest.get());
  set_checked(connection, kept.back().checked);
  // One of TLS 1.3 is for one connection (RFC 8446, C.4), which brings another.
  if (SSL_SESSION_get_protocol_version(newest.get()) >= TLS1_3_VERSION) kept.pop_back();
}

void forget_sessions(tls_stream& stream) { sessions_of(stream.native_handle()).kept.clear(); }

error tls_error(tls_stream& stream, const boost::system::error_code& failed) {
  const long verdict = SSL_get_verify_result(stream.native_handle());
  if (verdict == X509_V_OK)
    return {errc::tls_failed, "handshake: " + failed.message() + hint(failed)};
  std::string detail = "certificate refused: ";
  detail += X509_verify_cert_error_string(verdict);
  return {errc::tls_failed, detail + way_out(verdict)};
}

}  // namespace algolog
