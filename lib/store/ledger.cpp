#include "store/ledger.hpp"

#include <SQLiteCpp/Database.h>

#include "clock.hpp"
#include "store/query.hpp"
#include "store/store.hpp"

namespace algolog {
namespace {

/// Only builds and versions come in pages.
bool is_walked(collection what) {
  return what == collection::builds || what == collection::versions;
}

std::int64_t as_integer(std::size_t count) { return static_cast<std::int64_t>(count); }

/// When this machine started, by the cluster's clock. It changes only if that clock is set, or its
/// time is learned.
std::int64_t started_at(const ledger::entry& poll) { return poll.at - uptime_ms(); }

}  // namespace

ledger::ledger(statement_cache& cache) : cache_(cache) {
  cache_.handle().exec(
      "CREATE TEMP TABLE IF NOT EXISTS own_polls (algorithm_id INTEGER, collection TEXT,"
      " poll_id INTEGER NOT NULL, started_at INTEGER NOT NULL, PRIMARY KEY (algorithm_id, "
      "collection)) WITHOUT ROWID");
}

void ledger::page(const entry& page) {
  query(cache_,
        "INSERT INTO open_walks (algorithm_id, collection, records, new_records)"
        " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET"
        " records = records + excluded.records, new_records = new_records + excluded.new_records")
      .with(page.algorithm_id, name_of(page.what), as_integer(page.records),
            as_integer(page.new_records))
      .run();
}

void ledger::poll(const entry& last, std::string_view outcome,
                  const std::optional<std::string>& detail) {
  entry whole = last;
  if (is_walked(whole.what)) add_open_walk(whole);
  if (extend(whole, outcome, detail)) return;
  query(cache_,
        "INSERT INTO polls (algorithm_id, collection, outcome, first_at, last_at, polls, records,"
        " new_records, detail) VALUES (?1, ?2, ?3, ?4, ?4, 1, ?5, ?6, ?7)")
      .with(whole.algorithm_id, name_of(whole.what), outcome, whole.at, as_integer(whole.records),
            as_integer(whole.new_records), detail)
      .run();
  query(cache_, "INSERT OR REPLACE INTO temp.own_polls VALUES (?1, ?2, last_insert_rowid(), ?3)")
      .with(whole.algorithm_id, name_of(whole.what), started_at(whole))
      .run();
}

void ledger::add_open_walk(entry& poll) {
  query pages(cache_,
              "DELETE FROM open_walks WHERE algorithm_id = ?1 AND collection = ?2"
              " RETURNING records, new_records");
  if (!pages.with(poll.algorithm_id, name_of(poll.what)).step()) return;
  poll.records += static_cast<std::size_t>(pages.integer(0));
  poll.new_records += static_cast<std::size_t>(pages.integer(1));
}

bool ledger::extend(const entry& poll, std::string_view outcome,
                    const std::optional<std::string>& detail) {
  const auto changed =
      query(cache_,
            "UPDATE polls SET last_at = max(last_at, ?4), polls = polls + 1,"
            " records = records + ?5, new_records = new_records + ?6, detail = ?7"
            " WHERE outcome = ?3 AND poll_id = (SELECT poll_id FROM temp.own_polls"
            " WHERE algorithm_id = ?1 AND collection = ?2"
            " AND abs(started_at - ?8) < 60000)")
          .with(poll.algorithm_id, name_of(poll.what), outcome, poll.at, as_integer(poll.records),
                as_integer(poll.new_records), detail, started_at(poll))
          .run();
  return changed > 0;
}

std::optional<std::int64_t> ledger::last_success(std::int64_t algorithm_id, collection what) {
  // The newest row, not the latest time: a clock that was ahead left times in the future.
  query newest(cache_,
               "SELECT last_at FROM polls WHERE algorithm_id = ?1 AND collection = ?2"
               " AND outcome = 'ok' ORDER BY poll_id DESC LIMIT 1");
  if (!newest.with(algorithm_id, name_of(what)).step()) return std::nullopt;
  return newest.integer(0);
}

void ledger::merge(std::int64_t from, std::int64_t into) {
  query(cache_, "UPDATE polls SET algorithm_id = ?2 WHERE algorithm_id = ?1")
      .with(from, into)
      .run();
  query(cache_, "DELETE FROM temp.own_polls WHERE algorithm_id = ?1").with(from).run();
  query(cache_,
        "INSERT INTO open_walks SELECT ?2, collection, records, new_records FROM open_walks"
        " WHERE algorithm_id = ?1 ON CONFLICT DO UPDATE SET"
        " records = records + excluded.records, new_records = new_records + excluded.new_records")
      .with(from, into)
      .run();
  query(cache_, "DELETE FROM open_walks WHERE algorithm_id = ?1").with(from).run();
}

}  // namespace algolog
