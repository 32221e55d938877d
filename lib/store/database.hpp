#pragma once

#include <SQLiteCpp/Database.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "config/config.hpp"
#include "store/database_error.hpp"

namespace algolog {

class open_files;

/// The write handle: open, ours, migrated, in WAL mode, and locked against a second daemon, by
/// whatever name that opens the file (flock(2) on "FILE-lock" beside the file itself, and a lock of
/// the file). Belongs to one thread at a time.
class database {
 public:
  /// Opens or creates `options.path`. Throws `database_error`; a file that cannot be used stays as
  /// it was.
  explicit database(const store_config& options);
  /// A copy of `from`, for this object alone: a temporary file, which is gone with it. Throws
  /// SQLite::Exception.
  explicit database(SQLite::Database& from);
  /// TRUNCATE checkpoint; `-wal` and `-shm` stay, so that readers with read rights alone still can.
  ~database();
  database(const database&) = delete;
  database& operator=(const database&) = delete;

  SQLite::Database& handle() noexcept { return *db_; }
  const store_config& opened_as() const noexcept { return opened_as_; }

  /// In a sentence, that the name of the file leads to another file or to none; then nobody sees
  /// what is written. Empty: it leads to the open file.
  std::string moved() const;
  /// To be called before a moved database is closed. Moves what was committed from the WAL into the
  /// file, and deletes its -wal and -shm beside the file that took its place. Throws
  /// `database_error` as long as readers prevent that.
  void leave();

  /// From now on another process's lock is waited for no longer than a second, not five: for a
  /// daemon that is stopping. Safe from any thread.
  void hurry() noexcept { hurry_ = true; }

 private:
  class file_lock;
  class inode_lock;
  static int wait_for_lock(void* self, int tries);
  void open(const std::filesystem::path& file);
  void configure(sync_mode synchronous);

  const store_config opened_as_;
  std::unique_ptr<file_lock> lock_;
  std::unique_ptr<inode_lock> inode_lock_;  ///< outlives SQLite's connection
  std::unique_ptr<SQLite::Database> db_;
  std::unique_ptr<open_files> files_;
  std::atomic<bool> hurry_{false};
  std::int64_t waiting_since_ = 0;  ///< steady clock, milliseconds
};

/// The read side: opens an existing, current database read-only; writes nothing, needs no lock.
/// `patience`: with other processes' locks, here and later. Throws `database_error`.
SQLite::Database open_read_only(
    const std::filesystem::path& file,
    std::chrono::milliseconds patience = std::chrono::milliseconds(5000));

/// The same for a database that may be older: for callers that need none of the newer columns.
SQLite::Database open_any_version(
    const std::filesystem::path& file,
    std::chrono::milliseconds patience = std::chrono::milliseconds(5000));

}  // namespace algolog
