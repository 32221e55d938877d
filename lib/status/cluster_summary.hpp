#pragma once

#include "status/status.hpp"

namespace algolog {

/// Counts `of.targets` into `of.clusters`: targets, failing ones, the last success. Clusters that
/// are missing are made, by name; what else is known of the others stays.
void summarize_clusters(status& of);

}  // namespace algolog
