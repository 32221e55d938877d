#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "status/status.hpp"

namespace algolog {

/// The clusters for which `unready` has a line.
std::vector<const cluster_status*> silent_clusters(const status& of, std::int64_t now);

/// Why the daemon is not ready (RFC 9110's 503 of /readyz), a line each; empty: it is. A cluster
/// without success for longer than five of its intervals (a minute at least), commits that fail, a
/// disk nearly full (under 256 MiB or 2 %, whichever is less), or for less than a day.
std::vector<std::string> unready(const status& of, std::int64_t now);

}  // namespace algolog
