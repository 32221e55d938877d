#pragma once

#include <chrono>
#include <cstdint>

namespace algolog {

/// Milliseconds since the epoch, UTC, of the system clock: for what is stored and shown. Intervals
/// and deadlines go by std::chrono::steady_clock.
inline std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace algolog
