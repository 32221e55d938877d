#pragma once

// Where tests/poll looks for it, for as long as somebody else writes there.
#include "../logged.hpp"
