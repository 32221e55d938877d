#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

#include "store/error_rows.hpp"
#include "store/history.hpp"
#include "store/occurrences.hpp"
#include "store/quarantine.hpp"
#include "store/record_owners.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"
#include "store/windows.hpp"

namespace algolog {
namespace {

// Arrival order within one answer is the order in which the errors happened; an error without a
// time comes last, as if it had happened just now.
std::vector<const error_record*> oldest_first(const std::vector<error_record>& records) {
  std::vector<const error_record*> order;
  order.reserve(records.size());
  for (const auto& record : records) order.push_back(&record);
  std::stable_sort(order.begin(), order.end(), [](const auto* left, const auto* right) {
    constexpr auto unknown = std::numeric_limits<std::int64_t>::max();
    return left->created_at.value_or(unknown) < right->created_at.value_or(unknown);
  });
  return order;
}

/// Stores the records of one answer. What comes under one key is told apart together; rows are
/// added in the end, since their order is that of the whole answer.
class errors_of_poll {
 public:
  errors_of_poll(tables& in, const tables::target& target)
      : in_(in), target_(target), owners_(in, target), rows_(in, target) {}

  void store(const std::vector<error_record>& records, append_result& result) {
    const auto order = oldest_first(records);
    std::vector<std::int64_t> numbers(order.size());
    for (const auto& [_, places] : by_execution(order)) settle(order, places, numbers, result);
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (numbers[i] > 0) insert(*order[i], numbers[i], result);
    }
  }

  /// Executions that this route has shown before this answer.
  std::size_t shared() const { return shared_.size(); }
  /// The most time by which a record that is new to this route was made before `at`, unless it was
  /// made before `since` as well.
  std::int64_t latest_by(std::int64_t at, std::int64_t since) const {
    std::int64_t most = 0;
    for (const auto created_at : fresh_times_) {
      if (created_at > since) most = std::max(most, at - created_at);
    }
    return most;
  }

 private:
  using indexes = std::vector<std::size_t>;  ///< into the records, oldest first
  using execution = std::tuple<std::string_view, std::int64_t, std::string_view, std::string_view>;

  /// An algorithm that was renamed has more than one name in one answer.
  std::map<execution, indexes> by_execution(const std::vector<const error_record*>& order) {
    std::map<execution, indexes> executions;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto& owner = owners_.of(*order[i]);
      const auto id = owner.algorithm_id.value_or(0);
      const bool known = id != 0;
      executions[{order[i]->request_id, id, known ? std::string_view() : owner.username,
                  known ? std::string_view() : owner.algoname}]
          .push_back(i);
    }
    return executions;
  }

  /// Gives those at `places` that are to be rows of their own their numbers.
  void settle(const std::vector<const error_record*>& order, const indexes& places,
              std::vector<std::int64_t>& numbers, append_result& result) {
    std::vector<const error_record*> shown;
    for (const auto place : places) shown.push_back(order[place]);
    const auto& owner = owners_.of(*shown.front());
    const auto stored = rows_.of_execution(shown.front()->request_id, owner);
    const auto verdicts = tell_apart(stored, shown, rows_.inputs());
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (verdicts[i].what != occurrence::kind::another) {
        settle(*shown[i], verdicts[i], result);
      } else if (error_rows::have_room(stored)) {
        numbers[places[i]] = verdicts[i].number;
      } else {
        ++result.conflicts;
        result.quarantined += rows_.refuse(*shown[i]) ? 1 : 0;
      }
    }
  }

  void settle(const error_record& record, const occurrence& found, append_result& result) {
    if (found.stored != nullptr) sight(record, found.stored->seq, found.stored->algorithm_id);
    switch (found.what) {
      case occurrence::kind::completes:
        rows_.complete(*found.stored, record);
        ++result.updated;
        break;
      case occurrence::kind::conflict:
        result.quarantined += rows_.refuse(*found.stored, record) ? 1 : 0;
        ++result.conflicts;
        break;
      default: ++result.unchanged;
    }
  }

  void insert(const error_record& record, std::int64_t number, append_result& result) {
    const auto& owner = owners_.of(record);
    remember_fresh(rows_.insert(record, owner, number, is_old(record, owner)), record);
    ++result.added;
  }

  /// What nobody has polled yet is in quarantine because it could not be read: no history.
  bool is_old(const error_record& record, const record_owner& owner) const {
    const watched_since since{owners_.polled().first_poll, owner.first_poll};
    if (target_.requeued() && !since.route && !since.own) return false;
    return is_history(record.created_at, since);
  }

  /// A stored record was shown by this route before if it was stored here, or sighted here since.
  void sight(const error_record& record, std::int64_t seq, std::int64_t algorithm_id) {
    const auto here = target_.poll.algorithm_id;
    if (fresh_.contains(seq)) return;
    if (algorithm_id != here) {
      const auto first = query(in_.cache, "INSERT OR IGNORE INTO error_sightings VALUES (?1, ?2)")
                             .with(here, seq)
                             .run();
      if (first > 0) {
        remember_fresh(seq, record);
        return;
      }
    }
    shared_.insert(record.request_id);
  }

  void remember_fresh(std::int64_t seq, const error_record& record) {
    fresh_.insert(seq);
    if (record.created_at) fresh_times_.push_back(*record.created_at);
  }

  tables& in_;
  const tables::target& target_;
  record_owners owners_;
  error_rows rows_;
  std::unordered_set<std::int64_t> fresh_;       ///< seq of what this route shows the first time
  std::vector<std::int64_t> fresh_times_;        ///< created_at of those
  std::unordered_set<std::string_view> shared_;  ///< request ids
};

/// Refused records that are not in quarantine already, from a poll before.
std::size_t newly_refused(tables& in, const std::vector<rejected>& refused) {
  std::size_t count = 0;
  for (const auto& item : refused) count += is_quarantined(in.cache, item.body) ? 0 : 1;
  return count;
}

/// What is shown still must not be pruned, also where its time cannot be right (see store_prune).
void note_shown(tables& in, std::int64_t algorithm_id, const std::vector<error_record>& records) {
  std::optional<std::int64_t> from;
  for (const auto& record : records) {
    if (record.created_at) from = std::min(from.value_or(*record.created_at), *record.created_at);
  }
  query(in.cache, "UPDATE windows SET shown_from = ?2 WHERE algorithm_id = ?1")
      .with(algorithm_id, from)
      .run();
}

window_facts describe(const window_sighting& seen, const poll_facts& poll, std::vector<gap> gaps) {
  window_facts facts;
  facts.fresh = seen.shown.executions - seen.shared;
  const auto now = poll.at + poll.clock_lead;
  facts.reaches_back_ms = std::max<std::int64_t>(0, now - seen.shown.oldest.value_or(now));
  facts.gaps = std::move(gaps);
  return facts;
}

}  // namespace

append_result store_records(tables& in, const tables::target& target,
                            const std::vector<error_record>& records) {
  append_result result;
  errors_of_poll(in, target).store(records, result);
  return result;
}

append_result store::append(const errors_batch& batch) {
  append_result result;
  const auto target = tables_->resolve(batch.poll);
  windows window(*tables_, target.poll, target.cluster);
  errors_of_poll errors(*tables_, target);
  errors.store(batch.records, result);

  window_sighting seen;
  seen.shown = window_of(batch.records, batch.refused.size());
  seen.shared = errors.shared();
  seen.newly_refused = newly_refused(*tables_, batch.refused);
  if (const auto& before = window.before(); before && before->shown.oldest) {
    seen.latest_by = errors.latest_by(before->at, *before->shown.oldest);
  }
  tables_->refuse(target, collection::errors, batch.refused, result);
  result.window = describe(seen, target.poll, window.observe(seen));
  result.window.limit = window.limit();
  note_shown(*tables_, target.poll.algorithm_id, batch.records);
  tables_->polls.poll({target.poll.algorithm_id, collection::errors, batch.poll.at,
                       batch.records.size() + batch.refused.size(), result.added},
                      name_of(errc::ok), std::nullopt);
  return result;
}

}  // namespace algolog
