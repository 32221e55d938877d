#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "cluster/server.hpp"

namespace e2e {

/// Where the database and the cluster's truth differ: errors, builds, logs and versions, every
/// field of every record, both ways. A line each, the first few; nothing when they are equal.
std::vector<std::string> differences(simcluster::server& cluster,
                                     const std::filesystem::path& database);

/// What became of the errors that a cluster ever had.
struct accounting {
  std::size_t made = 0;    ///< records that the cluster ever had
  std::size_t stored = 0;  ///< of them, those that are stored, once and equal
  std::size_t inside = 0;  ///< of the others, those inside a gap of every algorithm that had them
  std::vector<std::string> wrong;  ///< lost in silence, altered or invented; the first few
};
accounting account(simcluster::server& cluster, const std::filesystem::path& database);

}  // namespace e2e
