#pragma once

#include <string>

#include "config/config.hpp"

namespace algolog {

/// "host" or "host:port", as the `Host` field wants it (RFC 9110, 7.2): no port that is the
/// scheme's.
std::string authority(const origin& url);

/// Always "host:port", as CONNECT wants it.
std::string authority_with_port(const origin& url);

/// "algologd/VERSION"
std::string user_agent();

}  // namespace algolog
