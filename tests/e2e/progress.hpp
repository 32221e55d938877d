#pragma once

#include <cstdint>
#include <string>

#include "cluster/server.hpp"
#include "sandbox.hpp"

namespace e2e {

/// How many polls that meet `condition`, of the columns of v_polls, are stored.
std::int64_t polls(const sandbox& box, const std::string& condition);
/// Waits for `count` more of them.
bool more_polls(const sandbox& box, const std::string& condition, std::int64_t count);

/// That many executions of `algorithm` fail now.
void fail(simcluster::server& cluster, const std::string& algorithm, int executions);
/// Whether all errors that `cluster` ever had, as the one that `watching` configures, are stored.
bool all_errors_stored(simcluster::server& cluster, const sandbox& box);

}  // namespace e2e
