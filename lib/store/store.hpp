#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/records.hpp"
#include "api/window.hpp"
#include "config/algorithm_ref.hpp"
#include "config/config.hpp"
#include "error.hpp"
#include "store/collection.hpp"
#include "store/walk.hpp"

namespace algolog {

class database;
struct prune_clock;
struct prune_result;
struct prune_step;
struct sample;
struct tables;

/// One poll, as every use case below needs it. Times are milliseconds since the epoch, UTC, by the
/// cluster's clock.
struct poll_facts {
  std::int64_t algorithm_id = 0;
  std::string route;          ///< path and query, e.g. "/v1/algorithms/acme/x/errors"
  std::int64_t at = 0;        ///< when the answer had arrived, or the failure was known
  std::int64_t asked_at = 0;  ///< when that answer was asked for
  bool told = false;          ///< an answer: and the cluster itself has told what time it is
  std::size_t file = 0;       ///< `writer::opened` when what is known was stored; 0: nothing is
};

/// An answer of an errors route.
struct errors_batch {
  poll_facts poll;
  std::vector<error_record> records;  ///< in any order; stored oldest `created_at` first
  std::vector<refused_record> refused;
  std::vector<sighted_record> known;  ///< records that the route showed before, and that are stored

  /// Of the answer.
  std::size_t size() const noexcept { return records.size() + refused.size() + known.size(); }
};

/// One page of builds or versions, or a single build. Where `may_end_early` is set and the page
/// brings nothing but finished, stored, unchanged records, a walk that could go on counts as
/// `ended`.
template <class Record>
struct page_of {
  poll_facts poll;
  std::vector<Record> records;
  std::vector<refused_record> refused;
  walk_stage stage = walk_stage::more;
  bool may_end_early = false;
  std::optional<std::int64_t> last_full_walk;  ///< what to write back when the walk is `ended`
  walk_facts walk;
};
using builds_page = page_of<build_record>;
using versions_page = page_of<version_record>;

/// A poll that brought no record: its outcome, and the body where that was not understood.
struct failed_poll {
  poll_facts poll;
  collection what = collection::errors;
  error why;
  std::optional<refused_record> refused;
};

/// What an errors route shows, compared with what it showed before.
struct window_facts {
  std::size_t fresh = 0;             ///< executions this route had not shown before
  std::size_t limit = 0;             ///< executions the cluster shows at most, as known so far
  std::int64_t reaches_back_ms = 0;  ///< how long ago the oldest was made
  std::vector<gap> gaps;             ///< that this poll found
};

/// What a transaction changed.
struct append_result {
  std::size_t added = 0;             ///< rows that were not there before
  std::size_t updated = 0;           ///< builds or versions that changed, errors made complete
  std::size_t unchanged = 0;         ///< records already stored, equal
  std::size_t conflicts = 0;         ///< known key, different content
  std::size_t refused = 0;           ///< records not understood
  std::size_t quarantined = 0;       ///< of the last two, put into quarantine for the first time
  bool unreadable = false;           ///< an answer of which every record was refused: it failed
  bool only_finished_known = false;  ///< non-empty, and every record was stored before, and ended
  std::optional<std::int64_t> walked_at;  ///< of a page: the last complete walk, as it stands now
  window_facts window;                    ///< of an errors route
};

/// An algorithm being watched, as stored.
struct watched_algorithm {
  std::int64_t algorithm_id = 0;
  algorithm_ref ref;
  std::optional<std::int64_t> builds_walked_at;  ///< last complete walk; nothing: do one
  std::optional<std::int64_t> versions_walked_at;
  bool unfamiliar = false;  ///< of `watch`: its UUID is not known, but those of others are: it may
                            ///< be one of them under a new name
};

/// An ended build whose log is not stored yet.
struct pending_log {
  std::string build_id;
  std::optional<std::string> version_hash;  ///< git_hash of the version it was published as
  std::int64_t attempts = 0;                ///< answers so far without a log
};

struct fetched_log {
  poll_facts poll;
  std::string build_id;
  std::string log;
  std::string source;  ///< "builds" or "versions"
};

/// What reading a row of `quarantine` again came to.
struct requeued_row {
  enum class outcome {
    moved,           ///< all of its records are stored; the row is gone
    conflict,        ///< a record is stored with other content
    cut,             ///< more than what is kept of a body would be needed
    not_understood,  ///< all of it, or some of its records
  };
  outcome what = outcome::not_understood;
  std::string reason;    ///< why it was not moved
  append_result stored;  ///< its records, as far as they are understood
};

struct store_options {
  std::size_t newest_errors_keep = 100;
  input_privacy input = input_privacy::store;
  std::map<std::string, std::string> clusters;  ///< the URL of each, by name
};

/// Every use case of the write side, one function each. Each function is one unit: the caller wraps
/// it in a transaction or savepoint (see writer), and an exception (SQLite::Exception) undoes it.
/// Belongs to the store thread; not safe to share.
class store {
 public:
  /// Brings what depends on the options up to date. `file`: the number of the file that is open, as
  /// `poll_facts` has it. Throws `database_error`.
  store(database& db, store_options options, std::size_t file = 0);
  ~store();
  store(const store&) = delete;
  store& operator=(const store&) = delete;

  /// Goes by other options from now on. Throws SQLite::Exception, and then goes by the old ones.
  void configure(store_options options);

  /// The row of an algorithm as configured; made when new. `ref` by name or UUID.
  watched_algorithm watch(const std::string& cluster, const algorithm_ref& ref, std::int64_t now);

  /// What a look-up told of `algorithm_id`: the row of that algorithm, with owner, name and UUID
  /// where `found` has them (the latest word wins, so a renamed algorithm shows its new name).
  /// A UUID stays with its row. A name that is told of another UUID moves to that one's row, which
  /// is made if need be; who had it keeps its records under its UUID. Two rows become one, the
  /// older, only where the UUID of one is not known yet; the `algorithm_id` that is given up goes
  /// on to work for every use case here until the database is closed.
  watched_algorithm identify(std::int64_t algorithm_id, const algorithm_ref& found,
                             std::int64_t now);

  /// Each append stores rows, quarantine and ledger of one answer. What is known of errors may be
  /// in a file that was replaced since: then only the rows are stored, and the route is to be asked
  /// for all it shows.
  append_result append(const errors_batch& batch);
  append_result append(const builds_page& page);
  append_result append(const versions_page& page);
  void append(const fetched_log& log);
  void append(const failed_poll& poll);

  /// Of the ended builds that are stored, the newest and the oldest that are not among `shown`
  /// (sorted): they lie behind the end of a walk that showed those, or are gone upstream.
  std::vector<std::string> builds_not_shown(std::int64_t algorithm_id,
                                            const std::vector<std::string>& shown);

  /// A poll that brought an answer already stored: only the ledger changes, and nothing if the
  /// answer is stored in a file that was replaced since. An errors route can
  /// have gaps even so, which are returned: it was empty, and not asked for longer than it reaches
  /// back.
  std::vector<gap> append_unchanged(const poll_facts& poll, collection what, std::size_t records);

  /// Parses a row of `quarantine` again and stores what is understood now, without a trace in
  /// `polls`; of a build or version that is stored and younger it only adds what is missing. A row
  /// that is understood whole is deleted, any other stays as it is; none is added.
  requeued_row requeue(std::int64_t quarantine_id);

  /// Ended builds of the algorithm whose log is due, oldest first.
  std::vector<pending_log> pending_logs(std::int64_t algorithm_id, std::int64_t now,
                                        std::size_t limit);
  /// No log yet: ask again at `next_at`, or never when absent (`log_state` becomes `unavailable`).
  void log_missed(std::int64_t algorithm_id, const std::string& build_id,
                  std::optional<std::int64_t> next_at);

  /// Builds not ended whose `updated_at` and last look are older than `looked_before`: no page
  /// showed them since, so they are asked for one by one.
  std::vector<std::string> builds_to_revisit(std::int64_t algorithm_id, std::int64_t looked_before,
                                             std::size_t limit);
  /// The build is gone upstream: it is never asked for again.
  void build_vanished(std::int64_t algorithm_id, const std::string& build_id, std::int64_t now);

  /// Deletes the next few rows that are too old, a few MiB at most; errors that hooks read or a
  /// route may still show stay. A log that is deleted is never asked for again.
  prune_result prune(const prune_step& step);
  /// By what time rows may be pruned.
  std::vector<prune_clock> prune_clocks();
  /// Gives up to `pages` free pages of the file back to the system. Returns how many are left to
  /// give: 0 in a file without `PRAGMA auto_vacuum`, which gives none back.
  std::size_t give_back(std::size_t pages);

  /// Adds the sizes of the database, and deletes samples older than 8 days.
  void append(const sample& taken);

 private:
  std::unique_ptr<tables> tables_;
};

}  // namespace algolog
