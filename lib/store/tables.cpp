#include "store/tables.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "store/privacy.hpp"
#include "store/quarantine.hpp"
#include "store/window_limit.hpp"

namespace algolog {
namespace {

// Into `newest_errors`: each text is made once, and lives on as long as prepared statements.
std::string adding(std::string_view which) {
  return std::string(
             "INSERT INTO newest_errors (seq, cluster, algorithm_id, algorithm, request_id,"
             " created_at, observed_at, error_type, message, backfilled) SELECT seq, cluster,"
             " algorithm_id, algorithm, request_id, created_at, observed_at, error_type, message,"
             " backfilled FROM newest_errors_source WHERE seq ")
      .append(which);
}
const std::string add_range = adding("BETWEEN ?1 AND ?2");
const std::string add_newest_of_all = adding(
    "IN (SELECT seq FROM (SELECT seq, row_number() OVER (PARTITION BY algorithm_id"
    " ORDER BY seq DESC) AS place FROM errors) WHERE place <= ?1)");
const std::string add_newest_of_one =
    adding("IN (SELECT seq FROM errors WHERE algorithm_id = ?1 ORDER BY seq DESC LIMIT ?2)");

}  // namespace

tables::tables(database& db, store_options wanted, std::size_t which_file)
    : cache(db.handle()), polls(cache), walks(cache), options(std::move(wanted)), file(which_file) {
  db.handle().exec(
      "CREATE TEMP TABLE IF NOT EXISTS merged_algorithms (algorithm_id INTEGER PRIMARY KEY,"
      " into_id INTEGER NOT NULL)");
  SQLite::Transaction transaction(db.handle(), SQLite::TransactionBehavior::IMMEDIATE);
  // Copies have the same id, so they are not taken for copies of another database.
  query(cache,
        "INSERT OR IGNORE INTO settings (name, value)"
        " VALUES ('database_id', lower(hex(randomblob(16))))")
      .run();
  apply_options();
  transaction.commit();
}

void tables::configure(store_options wanted) {
  const auto before = std::exchange(options, std::move(wanted));
  try {
    apply_options();
  } catch (...) {
    options = before;
    throw;
  }
}

void tables::apply_options() {
  const auto keep = static_cast<std::int64_t>(options.newest_errors_keep);
  const auto changed =
      query(cache,
            "UPDATE settings SET value = ?1 WHERE name = 'newest_errors_keep' AND value <> ?1")
          .with(keep)
          .run();
  if (changed > 0) refill_newest_errors();
  if (options.input == input_privacy::drop) {
    query(cache, "UPDATE settings SET value = 1 WHERE name = 'input_was_dropped' AND value = 0")
        .run();
  }
  forget_moved_clusters(cache, options.clusters);
  query dropped(cache, "SELECT value FROM settings WHERE name = 'input_was_dropped'");
  input_was_dropped = dropped.step() && dropped.integer(0) != 0;
}

tables::resolved_poll tables::resolve(const poll_facts& poll) {
  query row(cache,
            "SELECT algorithm_id, cluster FROM algorithms WHERE algorithm_id = coalesce("
            "(SELECT into_id FROM temp.merged_algorithms WHERE algorithm_id = ?1), ?1)");
  if (!row.with(poll.algorithm_id).step()) {
    throw SQLite::Exception("no algorithm " + std::to_string(poll.algorithm_id), SQLITE_CONSTRAINT);
  }
  resolved_poll found{poll, row.text(1)};
  found.poll.algorithm_id = row.integer(0);
  if (poll.told) note_time(found);
  return found;
}

// Once a minute is enough.
void tables::note_time(const resolved_poll& of) {
  query(cache,
        "INSERT INTO cluster_clocks (cluster, told_at) VALUES (?1, ?2) ON CONFLICT DO UPDATE"
        " SET told_at = excluded.told_at WHERE abs(told_at - excluded.told_at) > 60000")
      .with(of.cluster, of.poll.at)
      .run();
  // The row was made before the first answer, with the time of this machine's clock.
  query(cache,
        "UPDATE algorithms SET first_seen_at = ?2 WHERE algorithm_id = ?1"
        " AND NOT EXISTS (SELECT 1 FROM polls WHERE algorithm_id = ?1)")
      .with(of.poll.algorithm_id, of.poll.at)
      .run();
}

std::int64_t tables::resolve(std::int64_t algorithm_id) {
  poll_facts facts;
  facts.algorithm_id = algorithm_id;
  return resolve(facts).poll.algorithm_id;
}

void tables::add_newest_errors(std::int64_t algorithm_id, std::int64_t first, std::int64_t last) {
  const auto keep = static_cast<std::int64_t>(options.newest_errors_keep);
  query(cache, add_range).with(std::max(first, last - keep + 1), last).run();
  query(
      cache,
      "DELETE FROM newest_errors WHERE algorithm_id = ?1 AND seq <= (SELECT seq FROM newest_errors"
      " WHERE algorithm_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)")
      .with(algorithm_id, keep)
      .run();
}

void tables::refill_newest_errors() {
  query(cache, "DELETE FROM newest_errors").run();
  query(cache, add_newest_of_all).with(static_cast<std::int64_t>(options.newest_errors_keep)).run();
}

void tables::refill_newest_errors(std::int64_t algorithm_id) {
  query(cache, "DELETE FROM newest_errors WHERE algorithm_id = ?1").with(algorithm_id).run();
  query(cache, add_newest_of_one)
      .with(algorithm_id, static_cast<std::int64_t>(options.newest_errors_keep))
      .run();
}

void tables::refuse(const resolved_poll& of, collection what,
                    const std::vector<refused_record>& refused, append_result& result) {
  for (const auto& item : refused) {
    // Only the errors route carries inputs.
    const auto how = what == collection::errors ? options.input : input_privacy::store;
    const unstorable kept{unstorable::kind::not_understood, item.reason, item.body,
                          kept_body(item.body, how)};
    result.quarantined += quarantine(cache, of.poll, of.cluster, kept) ? 1 : 0;
  }
  result.refused = refused.size();
}

bool tables::conflict(const resolved_poll& of, const std::string& reason,
                      const std::string& record) {
  if (of.requeued()) return false;
  return quarantine(cache, of.poll, of.cluster,
                    unstorable{unstorable::kind::conflict, reason, record, record});
}

}  // namespace algolog
