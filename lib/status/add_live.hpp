#pragma once

#include "poll/live.hpp"
#include "status/status.hpp"

namespace algolog {

/// Replaces what the daemon knows better. Removes targets that it does not poll (any more).
void add_live(status& to, const live_state& live);

}  // namespace algolog
