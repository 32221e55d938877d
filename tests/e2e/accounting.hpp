#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cluster/server.hpp"
#include "learned.hpp"

namespace e2e {

/// What became of the errors that a cluster ever had.
struct accounting {
  std::size_t made = 0;     ///< records that the cluster ever had
  std::size_t stored = 0;   ///< of them, those that are stored, once and equal
  std::size_t inside = 0;   ///< of the others, those inside a gap of every algorithm that had them
  std::size_t nobodys = 0;  ///< gone before the first poll, or together with their algorithm
  std::size_t too_late =
      0;  ///< of the others, those later than any known of, or hidden by such a one
  std::size_t in_doubt = 0;  ///< where it is not known yet that the cluster shows so few
  std::size_t gaps = 0;
  std::size_t idle_gaps = 0;       ///< of them, those that hid nothing
  std::size_t stored_in_gaps = 0;  ///< stored records that a gap says may be missing
  std::size_t needless = 0;        ///< of them, those far from a gap's ends and from anything lost
  std::vector<std::string> wrong;  ///< lost in silence, altered, doubled or invented; the first few
};
accounting account(simcluster::server& cluster, const std::filesystem::path& database,
                   const learned* notes = nullptr);

/// Builds, logs and versions of the algorithms that are still there: what differs, a line each. An
/// algorithm is known by its UUID, whatever it is called.
std::vector<std::string> account_builds(simcluster::server& cluster,
                                        const std::filesystem::path& database);

/// Transitions that contradict themselves or the build's status, and builds of `seen_running` that
/// do not begin with `in-progress`.
std::vector<std::string> account_transitions(const std::filesystem::path& database,
                                             const std::vector<std::string>& seen_running);

/// Between which instants of the cluster's clock an algorithm was polled first.
struct first_poll {
  std::int64_t not_before = 0;
  std::optional<std::int64_t> done_by;
};
/// Errors marked as history that are news, and the other way, but for a minute of doubt. `first` is
/// by UUID.
std::vector<std::string> account_backfilled(simcluster::server& cluster,
                                            const std::filesystem::path& database,
                                            const std::map<std::string, first_poll>& first);

}  // namespace e2e
