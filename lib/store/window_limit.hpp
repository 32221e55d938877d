#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "api/window.hpp"

namespace algolog {

class statement_cache;

// How many executions a cluster shows, where that is not what its documents say: table `clusters`.
// Belongs to the store thread; SQLite's failures are thrown.

/// The limit as far as it is known.
std::size_t window_limit(statement_cache& in, const std::string& cluster);

/// A route of the cluster showed `shown` executions, and `windows.limit_seen` says what was learned
/// of it. Fewer than documented are believed once two routes say so: the algorithm of one alone may
/// have been deleted and made again. A route that shows more refutes it.
std::size_t learn_window_limit(statement_cache& in, const std::string& cluster, std::size_t shown);

/// The URLs of the clusters, by name. At another URL nothing is known.
void forget_moved_clusters(statement_cache& in, const std::map<std::string, std::string>& urls);

}  // namespace algolog
