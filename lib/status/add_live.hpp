#pragma once

#include "poll/live.hpp"
#include "status/status.hpp"

namespace algolog {

/// Brings in what the daemon knows better; targets that it does not poll (any more) go.
void add_live(status& to, const live_state& live);

}  // namespace algolog
