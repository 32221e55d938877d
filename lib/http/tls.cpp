#include "http/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
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

}  // namespace

ssl::context make_tls_context(const std::filesystem::path& ca_file) {
  ssl::context context(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(ssl::verify_peer);
  context.set_default_verify_paths();
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

error tls_error(tls_stream& stream, const boost::system::error_code& failed) {
  const long verdict = SSL_get_verify_result(stream.native_handle());
  if (verdict == X509_V_OK)
    return {errc::tls_failed, "handshake: " + failed.message() + hint(failed)};
  std::string detail = "certificate refused: ";
  detail += X509_verify_cert_error_string(verdict);
  return {errc::tls_failed, detail + way_out(verdict)};
}

}  // namespace algolog
