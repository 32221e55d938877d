#pragma once

#include <string>

namespace simcluster {

/// PEM files a server shows itself with, and the authority a client has to trust.
struct tls_identity {
  std::string ca;
  std::string certificate;
  std::string key;
};

/// What the certificate says; other than by default, to see a client refuse it.
struct tls_wish {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";  ///< empty: only the common name
  long begins = -86400;                                     ///< seconds from now
  long ends = 30L * 86400;
  bool self_signed = false;
};

/// Makes a private authority and a certificate for localhost, 127.0.0.1 and ::1 (or as wished) in
/// `folder` (ca.pem, cert.pem, key.pem), valid for 30 days. Throws std::runtime_error.
tls_identity make_tls_identity(const std::string& folder, const tls_wish& wish = {});

}  // namespace simcluster
