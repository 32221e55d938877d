#pragma once

namespace algolog {

/// Says on stderr what the exception being handled is about, and gives the exit code for it: the
/// one place that maps failures to sysexits.h. To be called in a `catch` block.
int exit_status() noexcept;

}  // namespace algolog
