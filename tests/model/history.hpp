#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <vector>

#include "route_model.hpp"

namespace model {

constexpr std::int64_t worst_clock = 30 * second;  ///< a worker's is off by so much at most

/// Something that happens to a route, to the cluster's answers, or to the database.
struct step {
  enum class kind {
    wait,        ///< `span` passes
    burst,       ///< `count` executions fail within `span`
    late,        ///< an execution turns up `span` after its created_at
    gain,        ///< a recent execution leaves another record
    unreadable,  ///< an execution fails whose record algologd cannot read
    recreate,    ///< the algorithm is deleted, and made again under its name
    poll,        ///< answered after `span`
    poll_fails,
    poll_empty,       ///< answered `[]` by mistake
    poll_unreadable,  ///< no record of the answer can be read
    poll_stale,  ///< the answer before once more, as a cache gives it for an hour; where clocks
                 ///< agree
    save,        ///< a backup is made
    restore,     ///< and put back
  };
  kind what = kind::wait;
  std::int64_t span = 0;
  std::size_t count = 0;
  std::uint32_t seed = 0;  ///< which workers fail, and when
};

/// A random history of one errors route, which the same number makes again.
struct history {
  rules cluster;
  bool cap_is_known = true;  ///< the cap is the documented one
  std::array<std::int64_t, 4> worker_clocks{};
  std::vector<step> steps;
};

history random_history(std::uint64_t seed);
std::ostream& operator<<(std::ostream& out, const history& of);

}  // namespace model
