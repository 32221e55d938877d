#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "accounting.hpp"
#include "cluster/server.hpp"

namespace e2e {

/// Where the database and the cluster's truth differ: errors, builds, logs and versions, every
/// field of every record, both ways. A line each, the first few; nothing when they are equal.
std::vector<std::string> differences(simcluster::server& cluster,
                                     const std::filesystem::path& database);

/// What is left of them when they had as long as `eventually` waits to go.
std::vector<std::string> lasting_differences(simcluster::server& cluster,
                                             const std::filesystem::path& database);

}  // namespace e2e
