#include "store/roster.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <map>

#include "store/database.hpp"

namespace algolog {
namespace {

using entry = roster::entry;

std::vector<entry> read(SQLite::Database& from) {
  SQLite::Statement rows(from,
                         "SELECT algorithm_id, cluster, coalesce(owner, ''), coalesce(name, ''),"
                         " coalesce(uuid, ''), first_seen_at FROM algorithms");
  std::vector<entry> found;
  while (rows.executeStep()) {
    found.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getString(),
                     rows.getColumn(2).getString(), rows.getColumn(3).getString(),
                     rows.getColumn(4).getString(), rows.getColumn(5).getInt64()});
  }
  return found;
}

bool has_name_of(const entry& one, const entry& other) {
  return one.cluster == other.cluster && !one.owner.empty() && one.owner == other.owner &&
         one.name == other.name;
}

bool is_same(const entry& one, const entry& other) {
  if (one.uuid.empty() || other.uuid.empty()) return has_name_of(one, other);
  return one.cluster == other.cluster && one.uuid == other.uuid;
}

[[noreturn]] void throw_numbers(SQLite::Database& db) {
  throw database_error(database_error::kind::foreign,
                       db.getFilename() +
                           ": made by another algologd, whose numbers of algorithms mean others; "
                           "put the former file or a backup of it there, or restart algologd");
}

// Without the name if another algorithm has it there; the next look-up tells it again.
void insert(SQLite::Database& into, const entry& row, bool named) {
  SQLite::Statement insert(into,
                           "INSERT INTO algorithms (algorithm_id, cluster, owner, name, uuid,"
                           " first_seen_at) VALUES (?1, ?2, nullif(?3, ''), nullif(?4, ''),"
                           " nullif(?5, ''), ?6)");
  insert.bind(1, row.algorithm_id);
  insert.bind(2, row.cluster);
  insert.bind(3, named ? row.owner : "");
  insert.bind(4, named ? row.name : "");
  insert.bind(5, row.uuid);
  insert.bind(6, row.first_seen_at);
  insert.exec();
}

/// Makes `number`, which no row has there, mean the row `into`. No new row gets that number.
void lead(SQLite::Database& db, std::int64_t number, std::int64_t into) {
  SQLite::Statement row(db,
                        "INSERT OR REPLACE INTO temp.merged_algorithms (algorithm_id, into_id)"
                        " VALUES (?1, ?2)");
  row.bind(1, number);
  row.bind(2, into);
  row.exec();
  SQLite::Statement used(db,
                         "UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'algorithms'");
  used.bind(1, number);
  used.exec();
}

}  // namespace

roster::roster(SQLite::Database& from) : entries_(read(from)) {
  SQLite::Statement given_up(from, "SELECT algorithm_id, into_id FROM temp.merged_algorithms");
  while (given_up.executeStep()) {
    merged_.emplace_back(given_up.getColumn(0).getInt64(), given_up.getColumn(1).getInt64());
  }
}

void roster::enter(SQLite::Database& into) const {
  SQLite::Transaction own(into, SQLite::TransactionBehavior::IMMEDIATE);
  const auto there = read(into);
  const auto find = [&there](const auto& wanted) {
    const auto found = std::ranges::find_if(there, wanted);
    return found == there.end() ? nullptr : &*found;
  };
  std::map<std::int64_t, const entry*> by_number;
  for (const auto& one : there) by_number[one.algorithm_id] = &one;
  std::map<std::int64_t, std::int64_t> leads;
  for (const auto& mine : entries_) {
    if (const auto numbered = by_number.find(mine.algorithm_id); numbered != by_number.end()) {
      if (!is_same(*numbered->second, mine)) throw_numbers(into);
      continue;
    }
    if (const auto* row = find([&](const auto& one) { return is_same(one, mine); })) {
      leads[mine.algorithm_id] = row->algorithm_id;
    } else {
      insert(into, mine, !find([&](const auto& one) { return has_name_of(one, mine); }));
    }
  }
  for (const auto& [number, whose] : merged_) {
    const auto led = leads.find(whose);
    leads[number] = led == leads.end() ? whose : led->second;
  }
  for (const auto& [number, row] : leads) lead(into, number, row);
  own.commit();
}

}  // namespace algolog
