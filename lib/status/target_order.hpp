#pragma once

#include <vector>

#include "status/status.hpp"

namespace algolog {

/// Puts targets into the order of `status::targets`: by cluster, algorithm, collection.
void sort_targets(std::vector<target_status>& targets);

}  // namespace algolog
