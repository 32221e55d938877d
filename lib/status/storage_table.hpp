#pragma once

#include <string>

#include "status/status.hpp"

namespace algolog {

/// The end of `algologd status`: gaps and quarantine, the database and its disk, the daemon itself;
/// a line each.
std::string draw_storage(const status& of);

}  // namespace algolog
