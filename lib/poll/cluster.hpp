#pragma once

#include <cstdint>
#include <vector>

#include "poll/client.hpp"
#include "poll/cluster_state.hpp"
#include "poll/live.hpp"

namespace algolog {

/// One cluster of the configuration: its requests, and what the plan knows of it. I/O thread only.
struct cluster {
  client api;
  cluster_state state;

  live_cluster live(const instant& now) const;
};

/// What time it is, ms: as the first of the clusters says that has told it, else by this machine.
std::int64_t told_now(const std::vector<cluster*>& clusters);

}  // namespace algolog
