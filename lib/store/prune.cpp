#include "store/prune.hpp"

#include <algorithm>

namespace algolog {

bool keeps_all(const retention_config& settings) noexcept {
  return settings.errors.count() <= 0 && settings.build_logs.count() <= 0;
}

std::vector<prune_step> prune_steps(const retention_config& settings, const std::string& cluster,
                                    std::int64_t now) {
  std::vector<prune_step> steps;
  if (settings.errors.count() > 0) {
    const auto age = std::max<std::chrono::milliseconds>(settings.errors, least_age_of_errors);
    steps.push_back({cluster, prunable::errors, now - age.count(), now, {}});
  }
  if (settings.build_logs.count() > 0) {
    steps.push_back({cluster, prunable::build_logs, now - settings.build_logs.count(), now, {}});
  }
  return steps;
}

void add(std::vector<pruned_rows>& all, const std::vector<pruned_rows>& more) {
  for (const auto& one : more) {
    const auto same = [&](const auto& known) {
      return known.algorithm_id == one.algorithm_id && known.what == one.what;
    };
    const auto known = std::ranges::find_if(all, same);
    if (known == all.end()) {
      all.push_back(one);
      continue;
    }
    known->rows += one.rows;
    known->bytes += one.bytes;
    known->oldest_at = std::min(known->oldest_at, one.oldest_at);
    known->newest_at = std::max(known->newest_at, one.newest_at);
  }
}

bool go_on(prune_step& step, const prune_result& done) noexcept {
  if (done.next) step.after = *done.next;
  return done.next.has_value();
}

bool gets_smaller(std::size_t before, std::size_t left) noexcept {
  return left != 0 && (before == 0 || left < before);
}

}  // namespace algolog
