#pragma once

#include <string>

namespace simcluster {

/// PEM files a server shows itself with, and the authority a client has to trust.
struct tls_identity {
  std::string ca;
  std::string certificate;
  std::string key;
};

/// Makes a private authority and a certificate for localhost, 127.0.0.1 and ::1 in `folder`
/// (ca.pem, cert.pem, key.pem), valid for 30 days. Throws std::runtime_error.
tls_identity make_tls_identity(const std::string& folder);

}  // namespace simcluster
