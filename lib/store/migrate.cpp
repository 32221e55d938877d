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
  // Costs nothing as long as there is no table. In the same transaction, because a file with this
  // setting alone would not be recognised as ours.
  if (current == 0) db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  for (const auto& step : migrations()) {
    if (step.version <= current) continue;
    db.exec(std::string(step.sql));
    db.exec("PRAGMA user_version = " + std::to_string(step.version));
  }
  transaction.commit();
}

}  // namespace algolog
