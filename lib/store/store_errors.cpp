#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "store/privacy.hpp"
#include "store/quarantine.hpp"
#include "store/record_json.hpp"
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

class errors_of_poll {
 public:
  errors_of_poll(tables& in, const tables::target& target, bool history)
      : in_(in), target_(target), history_(history) {}

  void store(const error_record& record, append_result& result) {
    query stored(in_.cache,
                 "SELECT created_at, algoversion, input, error, error_type, billable_to, worker,"
                 " extra, seq, algorithm_id FROM errors WHERE cluster = ?1 AND request_id = ?2"
                 " AND username = ?3 AND algoname = ?4");
    stored.with(target_.cluster, record.request_id, record.username, record.algoname);
    if (!stored.step()) {
      insert(record);
      ++result.added;
      return;
    }
    sight(record, stored.integer(8), stored.integer(9));
    const auto differing = compare(stored, record);
    if (differing.empty()) {
      ++result.unchanged;
      return;
    }
    refuse(record, differing, stored.integer(8));
    ++result.conflicts;
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

  field_list compare(const query& stored, const error_record& record) const {
    field_list fields;
    fields.add("created_at", stored.maybe_integer(0) != record.created_at);
    fields.add("algoversion", stored.maybe_text(1) != record.algoversion);
    fields.add("input", !is_same(stored.maybe_text(2), record.input));
    fields.add("error", stored.maybe_text(3) != record.error);
    fields.add("error_type", stored.maybe_text(4) != record.error_type);
    fields.add("billable_to", stored.maybe_text(5) != record.billable_to);
    fields.add("worker", stored.maybe_text(6) != record.worker);
    fields.add("extra", !is_same_json(stored.maybe_text(7), record.extra));
    return fields;
  }

  bool is_same(const std::optional<std::string>& stored,
               const std::optional<std::string>& input) const {
    if (is_same_input(stored, input, in_.input_was_dropped)) return true;
    return target_.from == tables::origin::quarantine_redacted &&
           is_same_input(input, stored, true);
  }

  std::optional<std::string> kept(const std::optional<std::string>& input) const {
    const bool is_digest = target_.from == tables::origin::quarantine_redacted &&
                           in_.options.input == input_privacy::digest;
    return is_digest ? input : kept_input(input, in_.options.input);
  }

  void insert(const error_record& record) {
    query(in_.cache,
          "INSERT INTO errors (cluster, request_id, algorithm_id, created_at, username, algoname,"
          " algoversion, input, error, error_type, billable_to, worker, extra, observed_at,"
          " backfilled) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)")
        .with(target_.cluster, record.request_id, target_.poll.algorithm_id, record.created_at,
              record.username, record.algoname, record.algoversion, kept(record.input),
              record.error, record.error_type, record.billable_to, record.worker, record.extra,
              target_.poll.at, std::int64_t{history_ ? 1 : 0})
        .run();
    remember_fresh(in_.cache.handle().getLastInsertRowid(), record);
  }

  void refuse(const error_record& record, const field_list& differing, std::int64_t seq) {
    error_record as_kept = record;
    as_kept.input = kept(record.input);
    in_.conflict(target_,
                 "error record " + record.request_id + " differs from seq " + std::to_string(seq) +
                     " in " + differing.text(),
                 as_json(as_kept));
  }

  tables& in_;
  const tables::target& target_;
  const bool history_;  ///< the first poll that succeeds finds history, not news
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
  const auto now = poll.at;
  facts.reaches_back_ms = std::max<std::int64_t>(0, now - seen.shown.oldest.value_or(now));
  facts.gaps = std::move(gaps);
  return facts;
}

}  // namespace

append_result store_records(tables& in, const tables::target& target,
                            const std::vector<error_record>& records) {
  append_result result;
  errors_of_poll errors(in, target, false);
  for (const auto* record : oldest_first(records)) errors.store(*record, result);
  return result;
}

append_result store::append(const errors_batch& batch) {
  append_result result;
  const auto target = tables_->resolve(batch.poll);
  windows window(*tables_, target.poll, target.cluster);
  errors_of_poll errors(*tables_, target, !window.before());
  for (const auto* record : oldest_first(batch.records)) errors.store(*record, result);

  window_sighting seen;
  seen.shown = window_of(batch.records, batch.refused.size());
  seen.shared = errors.shared();
  seen.newly_refused = newly_refused(*tables_, batch.refused);
  if (const auto& before = window.before(); before && before->shown.oldest) {
    seen.latest_by = errors.latest_by(before->at, *before->shown.oldest);
  }
  result.refused = tables_->refuse(target, collection::errors, batch.refused);
  result.window = describe(seen, target.poll, window.observe(seen));
  result.window.limit = window.limit();
  note_shown(*tables_, target.poll.algorithm_id, batch.records);
  tables_->polls.poll({target.poll.algorithm_id, collection::errors, batch.poll.at,
                       batch.records.size() + batch.refused.size(), result.added},
                      name_of(errc::ok), std::nullopt);
  return result;
}

}  // namespace algolog
