#include "store/requeue.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "api/route.hpp"
#include "store/database.hpp"

namespace algolog {
namespace {

constexpr std::size_t most_reasons = 5;

// Answers of the look-up route come first: they tell names that records may lack.
std::vector<std::int64_t> ids_in_order(SQLite::Database& db) {
  std::vector<std::int64_t> look_ups;
  std::vector<std::int64_t> others;
  SQLite::Statement rows(db, "SELECT quarantine_id, route FROM quarantine ORDER BY quarantine_id");
  while (rows.executeStep()) {
    const auto from = parse_route(rows.getColumn(1).getString());
    const bool look_up = from && from->what == route::kind::algorithm;
    (look_up ? look_ups : others).push_back(rows.getColumn(0).getInt64());
  }
  look_ups.insert(look_ups.end(), others.begin(), others.end());
  return look_ups;
}

void add_reason(requeue_result& all, const std::string& reason) {
  const auto same = [&](const auto& known) { return known.first == reason; };
  const auto known = std::ranges::find_if(all.reasons, same);
  if (known != all.reasons.end()) {
    ++known->second;
  } else if (all.reasons.size() < most_reasons) {
    all.reasons.emplace_back(reason, 1);
  }
}

void count(requeue_result& all, const requeued_row& row) {
  ++all.looked_at;
  all.stored += row.stored.added + row.stored.updated;
  all.stored_before += row.stored.unchanged;
  switch (row.what) {
    case requeued_row::outcome::moved: ++all.moved; break;
    case requeued_row::outcome::conflict: ++all.conflicts; break;
    case requeued_row::outcome::cut: ++all.cut; break;
    case requeued_row::outcome::not_understood:
      ++all.not_understood;
      add_reason(all, row.reason);
      break;
  }
}

}  // namespace

requeue_result requeue(database& db, const store_options& options, bool dry_run) {
  using SQLite::Transaction;
  constexpr auto immediate = SQLite::TransactionBehavior::IMMEDIATE;
  store on(db, options);
  requeue_result all;
  std::optional<Transaction> undone;
  if (dry_run) undone.emplace(db.handle(), immediate);
  for (const auto id : ids_in_order(db.handle())) {
    std::optional<Transaction> own;
    if (!dry_run) own.emplace(db.handle(), immediate);
    count(all, on.requeue(id));
    if (own) own->commit();
  }
  return all;
}

}  // namespace algolog
