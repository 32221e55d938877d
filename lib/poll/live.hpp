#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "error.hpp"
#include "store/collection.hpp"
#include "store/sample.hpp"
#include "store/store_load.hpp"

namespace algolog {

/// What the running poll loop knows of one target, beyond what is stored. Instants are milliseconds
/// since the epoch, UTC, by the cluster's clock.
struct live_target {
  std::string cluster;
  std::string algorithm;          ///< "owner/name", or the UUID as long as that is not known
  std::int64_t algorithm_id = 0;  ///< 0: the database has no row of it yet
  collection what = collection::errors;
  std::int64_t interval_ms = 0;              ///< between two polls, as things are
  std::optional<std::int64_t> next_at;       ///< nothing: under way, or its cluster is down
  bool polling = false;                      ///< a poll is under way
  bool parked = false;                       ///< waits for its cluster, which is down
  std::optional<std::int64_t> last_at;       ///< last poll that ended, in this process
  std::optional<std::int64_t> succeeded_at;  ///< last that succeeded, in this process
  error outcome;                             ///< of the last poll
  std::size_t failures = 0;                  ///< in a row
  std::optional<std::int64_t> failing_since;
  std::string advice;                 ///< what to do about the outcome; empty: it passes by itself
  std::optional<double> window_fill;  ///< errors: new executions of the last poll / what is shown
  std::optional<double> rate;         ///< errors: failed executions per second
};

struct live_cluster {
  std::string name;
  std::string url;
  std::int64_t errors_interval_ms = 0;  ///< the longest of its algorithms
  std::optional<std::int64_t> down_since;
  error why;                                      ///< of being down
  std::string advice;                             ///< what to do about that
  std::optional<std::int64_t> paused_until = {};  ///< nothing is asked before: it wants that
  std::string paused_by = {};                     ///< the answer that said so
};

/// The poll loop at one instant.
struct live_state {
  std::int64_t at = 0;
  std::int64_t started_at = 0;
  std::int64_t configured_at = 0;  ///< when the configuration in use was read
  std::string config_digest;       ///< SHA-256 of its text, hexadecimal
  std::string reload_problem;      ///< why the last reload was refused; empty: it was not
  std::vector<live_cluster> clusters;
  std::vector<live_target> targets;
  store_load store;
  std::optional<sample> since_sample;  ///< what the next row of `samples` will say
};

}  // namespace algolog
