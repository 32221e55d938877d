#pragma once

#include <cstddef>
#include <string>

#include "cluster/server.hpp"

namespace algolog::test {

/// A target every simulated cluster answers with 200.
inline const std::string some_errors = "/v1/algorithms/acme/algo_000/errors";

/// A small scenario: one algorithm, few records.
simcluster::scenario small_cluster();
/// One of the cluster's counters, e.g. "connections".
std::size_t counted(simcluster::server& cluster, const std::string& counter);

}  // namespace algolog::test
