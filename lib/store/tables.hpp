#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.hpp"
#include "store/ledger.hpp"
#include "store/query.hpp"
#include "store/store.hpp"
#include "store/walk_marks.hpp"

namespace algolog {

/// What the use cases of `store` share; private to lib/store/store*.cpp and tables*.cpp.
struct tables {
  tables(database& db, store_options wanted, std::size_t which_file);

  statement_cache cache;
  ledger polls;
  walk_marks walks;
  store_options options;
  const std::size_t file;
  bool input_was_dropped = false;  ///< a stored NULL may stand for an input

  void configure(store_options wanted);
  /// Whether what the poll takes for stored is in another file.
  bool is_elsewhere(const poll_facts& poll) const noexcept {
    return poll.file != 0 && file != 0 && poll.file != file;
  }

  /// Where records come from: an answer, or a row of quarantine that is read again. What a row
  /// holds and cannot be stored stays in it; its inputs may have been through the privacy setting
  /// already.
  enum class origin { answer, quarantine, quarantine_redacted };
  /// The facts of a poll with the row that its `algorithm_id` stands for today.
  struct resolved_poll {
    poll_facts poll;
    std::string cluster;
    origin from = origin::answer;

    bool requeued() const noexcept { return from != origin::answer; }
  };
  /// Where the cluster has told the time, that is noted: retention goes by it.
  resolved_poll resolve(const poll_facts& poll);
  std::int64_t resolve(std::int64_t algorithm_id);

  /// Takes over every row of an algorithm that turned out to be another one's second name.
  void merge(std::int64_t from, std::int64_t into);
  /// A name has moved from one algorithm to another, whose row is about to get it. Both keep their
  /// rows. What either route showed since the last look-up may be the other's.
  void pass_name(std::int64_t from, std::int64_t to);
  /// Adds what has just become the rows from `first` to `last` of `errors`, all of the algorithm.
  void add_newest_errors(std::int64_t algorithm_id, std::int64_t first, std::int64_t last);
  /// Rebuilds `newest_errors` from `errors`; where keep shrinks or grows, or rows change owner.
  void refill_newest_errors();
  void refill_newest_errors(std::int64_t algorithm_id);

  /// Quarantines what the parser refused, and counts it.
  void refuse(const resolved_poll& of, collection what, const std::vector<refused_record>& refused,
              append_result& result);
  /// A known key with other content; `record` as JSON, in the form that may be kept. Whether it
  /// was not in quarantine before.
  bool conflict(const resolved_poll& of, const std::string& reason, const std::string& record);

 private:
  void apply_options();
  void note_time(const resolved_poll& of);
};

/// Stores a record, and counts in `result` what that changed. Whether it was stored before, a build
/// as one that had ended: what it says otherwise is no reason to look at older ones.
bool store_record(tables& in, const tables::resolved_poll& resolved, const build_record& seen,
                  append_result& result);
bool store_record(tables& in, const tables::resolved_poll& resolved, const version_record& seen,
                  append_result& result);

/// Stores what an answer, or a row of quarantine, holds of one kind.
append_result store_records(tables& in, const tables::resolved_poll& resolved,
                            const std::vector<error_record>& records);
template <class Record>
append_result store_records(tables& in, const tables::resolved_poll& resolved,
                            const std::vector<Record>& records) {
  append_result result;
  result.only_finished_known = !records.empty();
  for (const auto& record : records) {
    if (!store_record(in, resolved, record, result)) result.only_finished_known = false;
  }
  return result;
}

/// The build must be stored; a log it has already stays, and is a conflict when it differs.
append_result store_log(tables& in, const tables::resolved_poll& resolved, const fetched_log& log);

/// Where a walk stands after its newest page, and what that brought.
struct walk_step {
  collection what;  ///< builds or versions
  walk_stage stage;
  std::optional<std::int64_t> last_full_walk;
  walk_facts walk;
  std::size_t records;
  std::size_t added;
};
/// Notes in `algorithms` and in the ledger how far a walk through pages got, once a page is stored.
/// A walk that met something new and has not ended might break off before older pages: until it is
/// known to have ended, the next is complete.
void record_walk(tables& in, const tables::resolved_poll& resolved, const walk_step& step);

/// Stores a page of builds or versions, and how far its walk got.
template <class Record>
append_result store_page(tables& in, collection what, const page_of<Record>& page) {
  const auto resolved = in.resolve(page.poll);
  auto result = store_records(in, resolved, page.records);
  in.refuse(resolved, what, page.refused, result);
  const bool ends =
      page.stage == walk_stage::more && page.may_end_early && result.only_finished_known;
  const walk_step step{what,      ends ? walk_stage::ended : page.stage,     page.last_full_walk,
                       page.walk, page.records.size() + page.refused.size(), result.added};
  record_walk(in, resolved, step);
  result.walked_at = in.walks.get(resolved.poll.algorithm_id, what);
  return result;
}

}  // namespace algolog
