#include "store/migrate.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include <string>

#include "schema/migrations.hpp"

namespace algolog {

void migrate(SQLite::Database& db) {
  const int current = db.execAndGet("PRAGMA user_version").getInt();
  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::DEFERRED);
  // To be had for nothing before the first table, and in the same transaction: a file with no more
  // than this would be nobody's.
  if (current == 0) db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  for (const auto& step : migrations()) {
    if (step.version <= current) continue;
    db.exec(std::string(step.sql));
    db.exec("PRAGMA user_version = " + std::to_string(step.version));
  }
  transaction.commit();
}

}  // namespace algolog
