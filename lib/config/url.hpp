#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace algolog {

/// scheme://host:port of an `http` or `https` URL; what requests may be sent to.
struct origin {
  bool tls = true;
  std::string host;  ///< name or address, without brackets
  std::uint16_t port = 443;
  std::string base_path;  ///< prefix before /v1, "" or "/prefix" without a final slash

  /// "https://host:port/prefix", the port only where it is not the scheme's own.
  std::string display() const;
  friend bool operator==(const origin&, const origin&) = default;
};

/// What was parsed, or why not: what is wrong and the way out. The problem never repeats the URL,
/// which may hold a password.
struct parsed_url {
  std::optional<origin> value;
  std::string problem;
};

/// The base URL of a cluster: http or https, host, optional port, optional path prefix.
parsed_url parse_base_url(std::string_view text);

/// The forward proxy: exactly "http://host:port".
parsed_url parse_proxy_url(std::string_view text);

/// Whether the host is this machine for certain: "localhost", 127.0.0.0/8, also as
/// ::ffff:127.0.0.1, or ::1.
bool is_loopback(std::string_view host);

/// Whether the host is an IPv4 or IPv6 address, and not a name.
bool is_address(std::string_view host);

struct host_port {
  std::string host;  ///< name or address, without brackets
  std::uint16_t port = 0;
};

/// "127.0.0.1:9464", "[::1]:9464", "localhost:9464". Port 0 lets the system choose.
std::optional<host_port> parse_host_port(std::string_view text);

}  // namespace algolog
