#pragma once

#include <filesystem>

#include "store/database.hpp"

namespace algolog {

/// Holds a lock on the database file itself: a second daemon is refused by whatever name it opens
/// the file, a hard link or a bind mount, where "FILE-lock" would be another one.
///
/// It is a lock of the open file description (fcntl(2), F_OFD_SETLK), on a byte that SQLite does
/// not use. Closing its descriptor would take away every lock that SQLite has on the file in this
/// process, for any connection: so a descriptor that is done with is kept, for the next lock of the
/// file, until the file has no name any more.
class database::inode_lock {
 public:
  /// Makes the file when it is not there, for its owner and group alone. Throws `database_error`
  /// when another has it; a file that cannot be opened is left to SQLite to tell of.
  explicit inode_lock(const std::filesystem::path& file);
  ~inode_lock();
  inode_lock(const inode_lock&) = delete;
  inode_lock& operator=(const inode_lock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace algolog
