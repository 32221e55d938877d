#include <algorithm>
#include <utility>

#include "store/store.hpp"
#include "store/tables.hpp"

namespace algolog {
void record_walk(tables& in, const tables::resolved_poll& resolved, const walk_step& step) {
  const auto& poll = resolved.poll;
  const walk_marks::position at{poll.algorithm_id, step.what, step.walk};
  const ledger::entry entry{poll.algorithm_id, step.what, poll.at, step.records, step.added};
  const auto& doubt = step.walk.doubt;
  // The page has something new, so more may follow: the walk has not ended.
  const bool open = step.stage == walk_stage::ended && step.added > 0;
  switch (open ? walk_stage::more : step.stage) {
    case walk_stage::single: return;
    case walk_stage::more:
      if (step.added > 0) in.walks.begin(at);
      in.polls.page(entry);
      return;
    case walk_stage::ended:
    case walk_stage::completed:
      if (!doubt.empty()) {
        in.walks.doubt(at);
      } else if (step.stage == walk_stage::ended) {
        in.walks.end(at, step.last_full_walk);
      } else {
        in.walks.complete(at, poll.at);
      }
  }
  const auto outcome = doubt.empty() ? errc::ok : errc::incomplete;
  in.polls.poll(entry, name_of(outcome), doubt.empty() ? std::nullopt : std::optional(doubt));
}

std::vector<std::string> store::builds_not_shown(std::int64_t algorithm_id,
                                                 const std::vector<std::string>& shown) {
  // What is in progress is asked for by its id if no page shows it: see builds_to_revisit.
  query ended(tables_->cache,
              "SELECT build_id FROM builds WHERE algorithm_id = ?1 AND finished_at IS NOT NULL"
              " AND log_state <> 'waiting' ORDER BY started_at DESC, build_id");
  ended.with(tables_->resolve(algorithm_id));
  std::vector<std::string> hidden;
  while (ended.step()) {
    auto build_id = ended.text(0);
    if (std::binary_search(shown.begin(), shown.end(), build_id)) continue;
    if (hidden.size() == 2) hidden.pop_back();
    hidden.push_back(std::move(build_id));
  }
  return hidden;
}

}  // namespace algolog
