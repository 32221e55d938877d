#include "store/history.hpp"

#include <algorithm>

namespace algolog {

bool is_history(const std::optional<std::int64_t>& created_at,
                const watched_since& since) noexcept {
  if (!since.route && !since.own) return true;
  const auto first =
      std::min(since.route ? *since.route : *since.own, since.own ? *since.own : *since.route);
  return created_at && *created_at < first - clocks_disagree;
}

}  // namespace algolog
