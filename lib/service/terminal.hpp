#pragma once

namespace algolog {

/// Whether what is written to `descriptor` may be coloured: a terminal that is not "dumb", and the
/// user has not set NO_COLOR.
bool color_wanted(int descriptor);

}  // namespace algolog
