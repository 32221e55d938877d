#include "http/authority.hpp"

#include "version.hpp"

namespace algolog {
namespace {

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

std::string authority(const origin& url) {
  const std::uint16_t usual = url.tls ? 443 : 80;
  return url.port == usual ? bracketed(url.host) : authority_with_port(url);
}

std::string authority_with_port(const origin& url) {
  return bracketed(url.host) + ":" + std::to_string(url.port);
}

std::string user_agent() { return std::string("algologd/") + version; }

}  // namespace algolog
