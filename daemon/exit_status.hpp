#pragma once

namespace algolog {

/// Writes the message of the exception being handled to stderr, and returns its exit code: the one
/// place that maps failures to sysexits.h. To be called in a `catch` block.
int exit_status() noexcept;

}  // namespace algolog
