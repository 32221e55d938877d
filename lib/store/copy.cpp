#include "store/copy.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include "store/database.hpp"

namespace algolog {
namespace {

using std::filesystem::path;

constexpr int pages_of_step = 1024;
constexpr int instructions_of_step = 100'000;
constexpr int copy_patience_ms = 5000;

bool go_on(const copy_listener& listener, const copy_progress& now) {
  return !listener || listener(now);
}

[[noreturn]] void throw_copy(const path& copy, const std::string& why) {
  throw database_error(database_error::kind::corrupt,
                       copy.string() + ": the copy is not what was copied: " + why);
}

SQLite::Database open_copy(const path& file) {
  return {file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, copy_patience_ms};
}

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + '"';
}

// In one read transaction: without it SQLite begins the copy again after each commit of another.
void copy_pages(SQLite::Database& from, SQLite::Database& to, const copy_listener& listener) {
  SQLite::Backup backup(to, from);
  int result = SQLITE_OK;
  while (result != SQLITE_DONE) {
    result = backup.executeStep(pages_of_step);
    if (result == SQLITE_BUSY || result == SQLITE_LOCKED)
      throw SQLite::Exception("the copy is locked", result);
    const auto all = backup.getTotalPageCount();
    const copy_progress now{copy_progress::stage::copying, all - backup.getRemainingPageCount(),
                            all};
    if (!go_on(listener, now)) throw copy_stopped();
  }
}

/// What integrity_check found first; empty: nothing.
std::string damage(SQLite::Database& db, const copy_listener& listener) {
  auto wanted = [&listener] { return go_on(listener, {copy_progress::stage::verifying}); };
  const auto ask = [](void* asked) { return (*static_cast<decltype(wanted)*>(asked))() ? 0 : 1; };
  sqlite3_progress_handler(db.getHandle(), instructions_of_step, ask, &wanted);
  try {
    const auto found = db.execAndGet("PRAGMA integrity_check(1)").getString();
    sqlite3_progress_handler(db.getHandle(), 0, nullptr, nullptr);
    return found == "ok" ? "" : found;
  } catch (const SQLite::Exception& e) {
    if (e.getErrorCode() == SQLITE_INTERRUPT) throw copy_stopped();
    throw;
  }
}

}  // namespace

database_facts facts_of(SQLite::Database& db) {
  database_facts facts;
  facts.application_id = db.execAndGet("PRAGMA application_id").getInt64();
  facts.user_version = db.execAndGet("PRAGMA user_version").getInt64();
  SQLite::Statement tables(db, "SELECT name FROM sqlite_schema WHERE type = 'table'");
  while (tables.executeStep()) {
    const auto name = tables.getColumn(0).getString();
    facts.rows[name] = db.execAndGet("SELECT count(*) FROM " + quoted(name)).getInt64();
  }
  return facts;
}

database_facts copy_database(SQLite::Database& from, const path& to,
                             const copy_listener& listener) {
  database_facts facts;
  {
    SQLite::Transaction snapshot(from);  // begins with the first read
    facts = facts_of(from);
    auto copy = open_copy(to);
    // No sync while it is written: it is synced as a whole before it gets its final name.
    copy.exec("PRAGMA synchronous = OFF");
    copy_pages(from, copy, listener);
  }
  // Without a WAL it is one file, which can be read from a read-only folder.
  auto copy = open_copy(to);
  copy.execAndGet("PRAGMA journal_mode = DELETE");
  return facts;
}

void verify_copy(const path& file, const database_facts& expected, const copy_listener& listener) {
  if (!go_on(listener, {copy_progress::stage::verifying})) throw copy_stopped();
  SQLite::Database copy(file.string(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX,
                        copy_patience_ms);
  const auto found = damage(copy, listener);
  if (!found.empty()) throw_copy(file, found);
  const auto facts = facts_of(copy);
  if (facts == expected) return;
  for (const auto& [table, rows] : expected.rows) {
    const auto has = facts.rows.find(table);
    if (has != facts.rows.end() && has->second == rows) continue;
    throw_copy(file, "table " + table + " has not its " + std::to_string(rows) + " rows");
  }
  throw_copy(file, "another version of the schema");
}

}  // namespace algolog
