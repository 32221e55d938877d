#pragma once

#include <chrono>
#include <vector>

#include "config/config.hpp"
#include "config/table_reader.hpp"

namespace algolog {

/// The bounds of every polling interval. A shorter one would flood the cluster. With a longer one
/// the seven days that the cluster shows could pass between two polls.
inline constexpr bounds<std::chrono::milliseconds> interval_bounds{std::chrono::milliseconds(100),
                                                                   std::chrono::hours(24 * 6)};

/// The four intervals of `table`, each from `defaults` where it is absent.
algorithm_config read_intervals(table_reader& table, const algorithm_config& defaults);

/// `algorithms` of a [[cluster]] in its order, with the settings of every [[cluster.algorithm]].
std::vector<algorithm_config> read_algorithms(table_reader& cluster,
                                              const algorithm_config& defaults);

}  // namespace algolog
