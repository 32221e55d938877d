#pragma once

#include <cstdint>
#include <optional>

namespace algolog {

/// What this process takes of the machine.
struct process_usage {
  std::int64_t resident_bytes = 0;
  std::int64_t open_files = 0;
  double cpu_seconds = 0;  ///< user and system
};

/// From /proc/self and getrusage(2); nothing where there is no /proc.
std::optional<process_usage> read_process_usage();

}  // namespace algolog
