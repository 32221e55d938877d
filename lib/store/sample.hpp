#pragma once

#include <cstdint>

namespace algolog {

/// How the daemon fared since the sample before; a row of `samples`, which adds the sizes of the
/// database itself. `at` in milliseconds since the epoch.
struct sample {
  std::int64_t at = 0;
  std::int64_t polls = 0;
  std::int64_t failed_polls = 0;
  std::int64_t new_errors = 0;
  std::int64_t new_builds = 0;
  std::int64_t queue_records = 0;  ///< most that waited to be stored
  double commit_ms = 0;            ///< slowest commit
};

}  // namespace algolog
