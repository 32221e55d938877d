#pragma once

#include <string>

#include "status/status.hpp"

namespace algolog {

/// Which targets are shown; an empty field means all.
struct status_filter {
  std::string cluster;
  std::string algorithm;  ///< as `target_status::algorithm`
};

/// Leaves the targets that `by` means, and their clusters with the figures these have as a whole.
void narrow(status& of, const status_filter& by);

}  // namespace algolog
