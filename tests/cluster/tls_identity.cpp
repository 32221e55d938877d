#include "tls_identity.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>

namespace simcluster {
namespace {

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using cert_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>>;
using file_ptr = std::unique_ptr<std::FILE, freed_by<std::fclose>>;

void check(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("TLS identity: ") + what);
}

key_ptr make_key() {
  key_ptr key(EVP_EC_gen("P-256"));
  check(key != nullptr, "no key");
  return key;
}

void add_extension(X509* to, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  const extension_ptr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  check(extension && X509_add_ext(to, extension.get(), -1) == 1, "no extension");
}

cert_ptr make_certificate(EVP_PKEY* key, const char* common_name, const tls_wish& wish) {
  cert_ptr cert(X509_new());
  check(cert && X509_set_version(cert.get(), X509_VERSION_3) == 1, "no certificate");
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert.get()), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), wish.begins);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), wish.ends);
  X509_set_pubkey(cert.get(), key);
  const auto* text = reinterpret_cast<const unsigned char*>(common_name);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(cert.get()), "CN", MBSTRING_UTF8, text, -1, -1,
                             0);
  return cert;
}

void sign(X509* cert, X509* issuer, EVP_PKEY* issuer_key) {
  X509_set_issuer_name(cert, X509_get_subject_name(issuer));
  add_extension(cert, issuer, NID_subject_key_identifier, "hash");
  if (cert != issuer) add_extension(cert, issuer, NID_authority_key_identifier, "keyid:always");
  check(X509_sign(cert, issuer_key, EVP_sha256()) != 0, "cannot sign");
}

file_ptr open_for_writing(const std::string& path) {
  file_ptr file(std::fopen(path.c_str(), "wb"));
  if (!file) throw std::runtime_error(path + ": cannot be written");
  return file;
}

void write_certificate(const std::string& path, X509* cert) {
  const file_ptr file = open_for_writing(path);
  check(PEM_write_X509(file.get(), cert) == 1, "cannot write a certificate");
}

}  // namespace

tls_identity make_tls_identity(const std::string& folder, const tls_wish& wish) {
  std::filesystem::create_directories(folder);
  const tls_identity paths{folder + "/ca.pem", folder + "/cert.pem", folder + "/key.pem"};

  const key_ptr ca_key = make_key();
  const cert_ptr ca = make_certificate(ca_key.get(), "simcluster test authority", {});
  add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  sign(ca.get(), ca.get(), ca_key.get());

  const key_ptr key = make_key();
  const cert_ptr cert = make_certificate(key.get(), "localhost", wish);
  if (!wish.names.empty())
    add_extension(cert.get(), ca.get(), NID_subject_alt_name, wish.names.c_str());
  add_extension(cert.get(), ca.get(), NID_ext_key_usage, "serverAuth");
  if (wish.self_signed)
    sign(cert.get(), cert.get(), key.get());
  else
    sign(cert.get(), ca.get(), ca_key.get());

  write_certificate(paths.ca, ca.get());
  write_certificate(paths.certificate, cert.get());
  const file_ptr file = open_for_writing(paths.key);
  std::filesystem::permissions(
      paths.key, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  check(PEM_write_PrivateKey(file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "cannot write the key");
  return paths;
}

}  // namespace simcluster
