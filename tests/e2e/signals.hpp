#pragma once

#include "process.hpp"
#include "sandbox.hpp"

namespace e2e {

/// The service takes over `next`, and has said so; otherwise the test ends.
void reload(process& daemon, sandbox& box, const configuration& next);

/// SIGTERM, upon which the service ends in order.
void stop(process& daemon);

}  // namespace e2e
