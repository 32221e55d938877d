#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "store/error_rows.hpp"
#include "store/history.hpp"
#include "store/occurrences.hpp"
#include "store/quarantine.hpp"
#include "store/record_owners.hpp"
#include "store/rows_as_shown.hpp"
#include "store/sightings.hpp"
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

/// Stores the records of one answer. Records with the same key are compared together. Rows are
/// added last, because their order is that of the whole answer.
class errors_of_poll {
 public:
  errors_of_poll(tables& in, const tables::resolved_poll& resolved)
      : in_(in),
        resolved_(resolved),
        owners_(in, resolved),
        rows_(in, resolved),
        shown_(in.cache, resolved.poll.algorithm_id) {}

  /// Records that the route has shown before.
  void see(const std::vector<sighted_record>& known, append_result& result) {
    for (const auto& record : known) shown_.add_known(record);
    result.unchanged += known.size();
  }

  void store(const std::vector<error_record>& records, append_result& result) {
    const auto order = oldest_first(records);
    std::vector<std::int64_t> numbers(order.size());
    const auto executions = by_execution(order);
    const auto rows = as_shown(order, executions);
    for (const auto& [_, places] : executions) {
      if (const auto row = rows[places.front()]; row > 0) {
        shown_.add_stored(*order[places.front()], row, resolved_.poll.algorithm_id);
        ++result.unchanged;
      } else {
        settle(order, places, numbers, result);
      }
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (numbers[i] > 0) insert(*order[i], numbers[i], result);
    }
    if (result.added > 0) rows_.show_newest();
  }

  /// What the route shows with these records.
  const sightings& shown() const noexcept { return shown_; }

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

  /// The row of each record that is alone and stored as it is shown, or 0.
  std::vector<std::int64_t> as_shown(const std::vector<const error_record*>& order,
                                     const std::map<execution, indexes>& executions) {
    std::vector<bool> alone(order.size());
    for (const auto& [_, places] : executions) alone[places.front()] = places.size() == 1;
    return rows_as_shown(in_, resolved_, owners_, rows_.inputs(), order, alone);
  }

  /// Numbers the records at `places` that become rows of their own.
  void settle(const std::vector<const error_record*>& order, const indexes& places,
              std::vector<std::int64_t>& numbers, append_result& result) {
    std::vector<const error_record*> shown;
    for (const auto place : places) shown.push_back(order[place]);
    const auto stored = rows_.of_execution(shown.front()->request_id, names_of(shown));
    const auto verdicts = tell_apart(stored, shown, rows_.inputs());
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (verdicts[i].what != occurrence::kind::another) {
        settle(*shown[i], verdicts[i], result);
      } else if (error_rows::have_room(stored)) {
        numbers[places[i]] = verdicts[i].number;
      } else {
        ++result.conflicts;
        result.quarantined += rows_.add_conflict(*shown[i]) ? 1 : 0;
      }
    }
  }

  /// Their owner, once for each name that it is shown under.
  std::vector<const record_owner*> names_of(const std::vector<const error_record*>& shown) {
    std::vector<const record_owner*> names;
    for (const auto* record : shown) {
      const auto* owner = &owners_.of(*record);
      if (std::ranges::find(names, owner) == names.end()) names.push_back(owner);
    }
    return names;
  }

  void settle(const error_record& record, const occurrence& found, append_result& result) {
    if (found.stored != nullptr) {
      shown_.add_stored(record, found.stored->seq, found.stored->algorithm_id);
    }
    switch (found.what) {
      case occurrence::kind::completes:
        rows_.complete(*found.stored, record);
        ++result.updated;
        break;
      case occurrence::kind::conflict:
        result.quarantined += rows_.add_conflict(*found.stored, record) ? 1 : 0;
        ++result.conflicts;
        break;
      default: ++result.unchanged;
    }
  }

  void insert(const error_record& record, std::int64_t number, append_result& result) {
    const auto& owner = owners_.of(record);
    shown_.add_new(record, rows_.insert(record, owner, number, is_old(record, owner)));
    ++result.added;
  }

  /// A row of quarantine whose route had no successful poll yet came with a failed one: it is news.
  bool is_old(const error_record& record, const record_owner& owner) const {
    const watched_since since{owners_.polled().first_poll, owner.first_poll};
    if (resolved_.requeued() && !since.route && !since.own) return false;
    return is_history(record.created_at, since);
  }

  tables& in_;
  const tables::resolved_poll& resolved_;
  record_owners owners_;
  error_rows rows_;
  sightings shown_;
};

window_facts describe(const window_view& seen, const poll_facts& poll, std::vector<gap> gaps) {
  window_facts facts;
  facts.fresh = seen.shown.executions - seen.known;
  facts.reaches_back_ms = std::max<std::int64_t>(0, poll.at - seen.shown.oldest.value_or(poll.at));
  facts.gaps = std::move(gaps);
  return facts;
}

/// The answer has records, and none of them is understood. So it does not tell what the window
/// holds, and the poll has failed.
append_result refuse_all(tables& in, const tables::resolved_poll& resolved,
                         const errors_batch& batch) {
  append_result result;
  windows(in, resolved.poll, resolved.cluster).observe_unreadable(batch.refused);
  in.refuse(resolved, collection::errors, batch.refused, result);
  result.unreadable = true;
  in.polls.poll(
      {resolved.poll.algorithm_id, collection::errors, batch.poll.at, batch.refused.size()},
      name_of(errc::unexpected_shape), "no record of the answer can be read");
  return result;
}

}  // namespace

append_result store_records(tables& in, const tables::resolved_poll& resolved,
                            const std::vector<error_record>& records) {
  append_result result;
  errors_of_poll(in, resolved).store(records, result);
  return result;
}

append_result store::append(const errors_batch& batch) {
  const auto resolved = tables_->resolve(batch.poll);
  // What the route showed before is not in this file, so nothing follows from the window.
  if (!batch.known.empty() && tables_->is_elsewhere(batch.poll)) {
    return store_records(*tables_, resolved, batch.records);
  }
  if (!batch.refused.empty() && batch.size() == batch.refused.size())
    return refuse_all(*tables_, resolved, batch);
  append_result result;
  errors_of_poll errors(*tables_, resolved);
  errors.see(batch.known, result);
  errors.store(batch.records, result);
  windows window(*tables_, resolved.poll, resolved.cluster);
  const auto seen = errors.shown().view(batch.refused.size());
  result.window = describe(seen, resolved.poll, window.observe(seen, batch.refused));
  result.window.limit = window.limit();
  tables_->refuse(resolved, collection::errors, batch.refused, result);
  tables_->polls.poll(
      {resolved.poll.algorithm_id, collection::errors, batch.poll.at, batch.size(), result.added},
      name_of(errc::ok), std::nullopt);
  return result;
}

}  // namespace algolog
