#include "http/tls.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <boost/asio/ip/address.hpp>
#include <stdexcept>

namespace algolog {
namespace ssl = boost::asio::ssl;

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

void expect_host(tls_stream& stream, const std::string& host) {
  boost::system::error_code no_address;
  boost::asio::ip::make_address(host, no_address);
  auto* handle = stream.native_handle();
  if (no_address) {
    SSL_set_tlsext_host_name(handle, host.c_str());
    SSL_set1_host(handle, host.c_str());
  } else {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), host.c_str());
  }
}

error tls_error(tls_stream& stream, const boost::system::error_code& failed) {
  const long verdict = SSL_get_verify_result(stream.native_handle());
  if (verdict == X509_V_OK) return {errc::tls_failed, "handshake: " + failed.message()};
  std::string detail = "certificate refused: ";
  detail += X509_verify_cert_error_string(verdict);
  if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    detail += "; it is for another name than the one in `url`";
  } else if (verdict == X509_V_ERR_CERT_HAS_EXPIRED) {
    detail += "; it must be renewed on the cluster";
  } else {
    detail += "; for a private CA set `ca_file` of this cluster to its certificate";
  }
  return {errc::tls_failed, detail};
}

}  // namespace algolog
