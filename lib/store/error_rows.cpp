#include "store/error_rows.hpp"

#include <algorithm>
#include <utility>

#include "store/likeness.hpp"
#include "store/record_json.hpp"

namespace algolog {
namespace {

// Far more than any real execution leaves.
constexpr std::size_t most_rows = 10'000;
constexpr std::size_t most_bytes = 64U << 20;

std::size_t length_of(const std::optional<std::string>& text) { return text ? text->size() : 0; }

std::size_t length_of(const error_record& record) {
  return length_of(record.error) + length_of(record.input) + length_of(record.extra);
}

stored_error read(const query& row) {
  stored_error found;
  found.seq = row.integer(0);
  found.algorithm_id = row.integer(1);
  found.occurrence = row.integer(2);
  found.differed = field_list(row.maybe_text(3).value_or(""));
  auto& record = found.record;
  record.created_at = row.maybe_integer(4);
  record.algoversion = row.maybe_text(5);
  record.input = row.maybe_text(6);
  record.error = row.maybe_text(7);
  record.error_type = row.maybe_text(8);
  record.billable_to = row.maybe_text(9);
  record.worker = row.maybe_text(10);
  record.extra = row.maybe_text(11);
  return found;
}

input_rule rule_of(const tables& in, const tables::resolved_poll& resolved) {
  return {in.options.input, in.input_was_dropped,
          resolved.from == tables::origin::quarantine_redacted};
}

}  // namespace

error_rows::error_rows(tables& in, const tables::resolved_poll& resolved)
    : in_(in), resolved_(resolved), inputs_(rule_of(in, resolved)) {}

std::vector<stored_error> error_rows::of_execution(const std::string& request_id,
                                                   const std::vector<const record_owner*>& owners) {
  std::vector<stored_error> found;
  for (const auto* owner : owners) add_rows(request_id, *owner, found);
  if (owners.size() < 2) return found;
  std::ranges::sort(found, {}, [](const auto& row) { return std::pair(row.occurrence, row.seq); });
  const auto twice = std::ranges::unique(found, {}, &stored_error::seq);
  found.erase(twice.begin(), twice.end());
  return found;
}

void error_rows::add_rows(const std::string& request_id, const record_owner& owner,
                          std::vector<stored_error>& to) {
  query rows(
      in_.cache,
      "SELECT seq, algorithm_id, occurrence, differed, created_at, algoversion, input, error,"
      " error_type, billable_to, worker, extra FROM errors AS e"
      " WHERE cluster = ?1 AND request_id = ?2 AND ((username = ?3 AND algoname = ?4)"
      " OR EXISTS (SELECT 1 FROM former_names AS f WHERE f.algorithm_id = ?5"
      "  AND f.owner = e.username AND f.name = e.algoname AND e.seq <= f.last_seq))"
      " ORDER BY occurrence, seq");
  rows.with(resolved_.cluster, request_id, owner.username, owner.algoname, owner.algorithm_id);
  while (rows.step()) to.push_back(read(rows));
}

bool error_rows::have_room(const std::vector<stored_error>& rows) {
  std::size_t bytes = 0;
  for (const auto& row : rows) bytes += length_of(row.record);
  return rows.size() < most_rows && bytes < most_bytes;
}

std::int64_t error_rows::insert(const error_record& record, const record_owner& owner,
                                std::int64_t occurrence, bool history) {
  query(in_.cache,
        "INSERT INTO errors (cluster, request_id, algorithm_id, created_at, username, algoname,"
        " algoversion, input, error, error_type, billable_to, worker, extra, observed_at,"
        " backfilled, occurrence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
        // Another row may have got the number since, through a name that moved: keys are unique.
        " ?14, ?15, max(?16, (SELECT coalesce(max(occurrence), 0) + 1 FROM errors WHERE"
        " cluster = ?1 AND request_id = ?2 AND username = ?5 AND algoname = ?6)))")
      .with(resolved_.cluster, record.request_id, resolved_.poll.algorithm_id, record.created_at,
            owner.username, owner.algoname, record.algoversion, inputs_.kept(record.input),
            record.error, record.error_type, record.billable_to, record.worker, record.extra,
            resolved_.poll.at, std::int64_t{history ? 1 : 0}, occurrence)
      .run();
  last_added_ = in_.cache.handle().getLastInsertRowid();
  if (first_added_ == 0) first_added_ = last_added_;
  return last_added_;
}

void error_rows::show_newest() {
  in_.add_newest_errors(resolved_.poll.algorithm_id, first_added_, last_added_);
}

void error_rows::complete(const stored_error& row, const error_record& shown) {
  const auto whole = completed(row.record, shown, inputs_);
  query(in_.cache,
        "UPDATE errors SET created_at = ?2, algoversion = ?3, input = ?4, error = ?5,"
        " error_type = ?6, billable_to = ?7, worker = ?8, extra = ?9 WHERE seq = ?1")
      .with(row.seq, whole.created_at, whole.algoversion, whole.input, whole.error,
            whole.error_type, whole.billable_to, whole.worker, whole.extra)
      .run();
}

bool error_rows::add_conflict(const stored_error& row, const error_record& shown) {
  const auto differing = compare(row.record, shown, inputs_).differing;
  auto told = row.differed;
  if (resolved_.requeued() || !told.take(differing)) return false;
  query(in_.cache, "UPDATE errors SET differed = ?2 WHERE seq = ?1")
      .with(row.seq, told.text())
      .run();
  error_record as_kept = shown;
  as_kept.input = inputs_.kept(shown.input);
  return in_.conflict(resolved_,
                      "error record " + shown.request_id + " differs from seq " +
                          std::to_string(row.seq) + " in " + differing.text(),
                      as_json(as_kept));
}

bool error_rows::add_conflict(const error_record& shown) {
  error_record as_kept = shown;
  as_kept.input = inputs_.kept(shown.input);
  return in_.conflict(resolved_,
                      "error record " + shown.request_id + " is one too many of its execution",
                      as_json(as_kept));
}

}  // namespace algolog
