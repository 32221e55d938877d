#include "store/database.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <chrono>
#include <optional>

#include "schema/migrations.hpp"
#include "store/database_error.hpp"
#include "store/file_header.hpp"
#include "store/file_lock.hpp"
#include "store/inode_lock.hpp"
#include "store/open_files.hpp"
#include "store/real_path.hpp"
#include "store/upgrade.hpp"

namespace algolog {
namespace {

using std::filesystem::path;

constexpr int patience_ms = 5000;
constexpr int hurried_patience_ms = 1000;
constexpr int checkpoint_patience_ms = 200;

std::int64_t steady_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// Checks once more through SQLite: a newer schema may be in the WAL and not in the header yet.
void verify(SQLite::Database& db, const path& file) {
  if (db.execAndGet("PRAGMA application_id").getInt64() != our_application_id) throw_foreign(file);
  const auto version = db.execAndGet("PRAGMA user_version").getInt64();
  if (version > migrations().back().version) throw_newer(file, version);
  db.execAndGet("SELECT count(*) FROM sqlite_schema");  // parses the whole schema
}

void set_checkpoint_on_close(SQLite::Database& db, bool wanted) {
  sqlite3_db_config(db.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wanted ? 0 : 1, nullptr);
}

}  // namespace

database::database(const store_config& options) : opened_as_(options) {
  // Absolute, so that no name is taken for a URI and messages say where.
  const path file = real_path(options.path);
  require_usable(read_file_header(file), file);
  lock_ = std::make_unique<file_lock>(file);
  const auto header = read_file_header(file);  // again, now that nobody else migrates it
  require_usable(header, file);
  inode_lock_ = std::make_unique<inode_lock>(file);
  try {
    open(file);
    configure(options.synchronous);
    files_ = std::make_unique<open_files>(std::filesystem::absolute(options.path), file);
  } catch (const SQLite::Exception& e) {
    throw_database_error(file, e);
  }
}

database::database(SQLite::Database& from)
    : db_(std::make_unique<SQLite::Database>("", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)) {
  const int done = SQLite::Backup(*db_, from).executeStep();
  if (done != SQLITE_DONE) throw SQLite::Exception("the database is locked", done);
  db_->exec("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF");
}

void database::open(const path& file) {
  db_ = std::make_unique<SQLite::Database>(file.string(),
                                           SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
  sqlite3_busy_handler(db_->getHandle(), &database::wait_for_lock, this);
  // Nothing is written, not even on close, before the file is known to be ours.
  set_checkpoint_on_close(*db_, false);
  // SQLite opens a file read-only if it may not write it.
  if (sqlite3_db_readonly(db_->getHandle(), "main") != 0) throw_read_only(file);
  // None if the process that made the file was killed before it committed.
  const bool has_pages = db_->execAndGet("PRAGMA page_count").getInt64() > 0;
  if (has_pages) verify(*db_, file);
  // Before the WAL is on: otherwise the header of a new file would be in the WAL alone.
  upgrade(*db_, file);
  set_checkpoint_on_close(*db_, true);
}

void database::configure(sync_mode synchronous) {
  db_->execAndGet("PRAGMA journal_mode = WAL");
  db_->exec(synchronous == sync_mode::full ? "PRAGMA synchronous = FULL"
                                           : "PRAGMA synchronous = NORMAL");
  db_->exec("PRAGMA foreign_keys = ON");
  db_->exec("PRAGMA trusted_schema = OFF");
  db_->exec("PRAGMA temp_store = MEMORY");
  // Pages that are changed again before the checkpoint are written into the file once.
  db_->execAndGet("PRAGMA wal_autocheckpoint = 8000");  // pages: 32 MiB
  // A reader's long transaction lets the WAL grow; afterwards it shrinks back to this.
  db_->execAndGet("PRAGMA journal_size_limit = 67108864");
  int persist = 1;
  sqlite3_file_control(db_->getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
  // Readers with read rights alone need -wal and -shm to be there, and the header to be current.
  sqlite3_wal_checkpoint_v2(db_->getHandle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

database::~database() {
  sqlite3_busy_timeout(db_->getHandle(), checkpoint_patience_ms);
  sqlite3_wal_checkpoint_v2(db_->getHandle(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

std::string database::moved() const {
  if (!files_) return {};  // a copy has no name
  int moved = 0;           // SQLite compares with what it opened itself
  sqlite3_file_control(db_->getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  const auto which = moved != 0 ? std::optional<path>(db_->getFilename()) : files_->moved();
  if (!which) return {};
  const auto name = which->string();
  const bool side = name.ends_with("-wal") || name.ends_with("-shm");
  return (side ? "the file " : "the database file ") + name +
         " was moved or replaced while it was open";
}

void database::leave() {
  const int done = sqlite3_wal_checkpoint_v2(db_->getHandle(), "main", SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr);
  if (done != SQLITE_OK && files_->left_behind()) {
    const auto name = db_->getFilename();
    throw database_error(database_error::kind::unavailable,
                         name + "-wal belongs to it and cannot be emptied yet: " +
                             sqlite3_errstr(done) + "; let programs that read it end");
  }
  files_->remove_left_behind();
}

// As sqlite3_busy_timeout, but the wait ends early once the daemon is stopping.
int database::wait_for_lock(void* self, int tries) {
  auto& db = *static_cast<database*>(self);
  if (tries == 0) db.waiting_since_ = steady_ms();
  const auto patience = db.hurry_ ? hurried_patience_ms : patience_ms;
  if (steady_ms() - db.waiting_since_ >= patience) return 0;
  sqlite3_sleep(tries < 10 ? 2 : 20);
  return 1;
}

SQLite::Database open_any_version(const path& relative, std::chrono::milliseconds patience) {
  const path file = real_path(relative);
  const auto header = read_file_header(file);
  if (header.what == file_header::kind::absent) {
    throw database_error(database_error::kind::unavailable,
                         file.string() + ": no database yet; algologd makes it when it first runs");
  }
  require_usable(header, file);
  try {
    SQLite::Database db(file.string(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX,
                        static_cast<int>(patience.count()));
    verify(db, file);
    return db;
  } catch (const SQLite::Exception& e) {
    throw_database_error(file, e);
  }
}

SQLite::Database open_read_only(const path& file, std::chrono::milliseconds patience) {
  auto db = open_any_version(file, patience);
  if (db.execAndGet("PRAGMA user_version").getInt() < migrations().back().version) {
    throw database_error(database_error::kind::unavailable,
                         db.getFilename() +
                             ": made by an older algologd; start the daemon once, "
                             "which brings it up to date");
  }
  return db;
}

}  // namespace algolog
