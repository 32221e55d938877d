#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace algolog {

/// How the store thread is doing. Instants are milliseconds since the epoch, UTC.
struct store_load {
  std::size_t queue_records = 0;   ///< records that wait to be stored, `memory_records` included
  std::size_t memory_records = 0;  ///< of them, those that wait for a database that fails
  std::size_t memory_bytes = 0;
  std::optional<std::int64_t> committed_at;   ///< the last commit
  std::optional<std::int64_t> failing_since;  ///< the database cannot be written
  std::string why;                            ///< of that
  std::optional<std::int64_t> silent_since;   ///< the thread was asked then, and has not answered
  std::size_t commits = 0;                    ///< in this process
  std::size_t failed_commits = 0;
};

}  // namespace algolog
