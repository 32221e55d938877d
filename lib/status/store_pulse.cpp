#include "status/store_pulse.hpp"

#include <utility>

namespace algolog {
namespace {

// A commit may wait five seconds for another process's lock, and then for a slow disk.
constexpr std::chrono::seconds patience{60};

}  // namespace

std::optional<std::chrono::seconds> store_pulse::silent_for(const store_load& load, time now) {
  const auto ended = load.commits + load.failed_commits;
  const bool moved = std::exchange(ended_, ended) != ended;
  const bool waiting = load.queue_records > load.memory_records;
  if (moved || !waiting || !since_) since_ = now;
  const auto silent = std::chrono::duration_cast<std::chrono::seconds>(now - *since_);
  if (silent <= patience) return std::nullopt;
  return silent;
}

}  // namespace algolog
