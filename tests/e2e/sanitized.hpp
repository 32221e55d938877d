#pragma once

namespace e2e {

/// Whether this build has sanitizers in it, which take time and memory of their own: tests may do
/// less of the same then.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

}  // namespace e2e
