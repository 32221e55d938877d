#include "store/inode_lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <vector>

namespace algolog {
namespace {

using std::filesystem::path;

// SQLite locks the 512 bytes from 0x40000000 on, and never keeps data in the page around them.
constexpr off_t locked_byte = 0x40000000 + 0x10000;

/// Descriptors that no lock uses.
class kept_descriptors {
 public:
  /// One of this file, or -1.
  int take(const path& file) {
    const std::lock_guard lock(mutex_);
    close_nameless();
    struct stat wanted {};
    if (::stat(file.c_str(), &wanted) != 0) return -1;
    const auto same = [&](int fd) {
      struct stat kept {};
      return ::fstat(fd, &kept) == 0 && kept.st_ino == wanted.st_ino &&
             kept.st_dev == wanted.st_dev;
    };
    const auto found = std::ranges::find_if(all_, same);
    if (found == all_.end()) return -1;
    const int fd = *found;
    all_.erase(found);
    return fd;
  }

  void keep(int fd) {
    const std::lock_guard lock(mutex_);
    all_.push_back(fd);
    close_nameless();
  }

 private:
  // A file without a name cannot be opened again, so its locks are no longer needed.
  void close_nameless() {
    std::erase_if(all_, [](int fd) {
      struct stat kept {};
      const bool named = ::fstat(fd, &kept) != 0 || kept.st_nlink > 0;
      if (!named) ::close(fd);
      return !named;
    });
  }

  std::mutex mutex_;
  std::vector<int> all_;
};

kept_descriptors& kept() {
  static kept_descriptors all;
  return all;
}

int set_lock(int fd, short kind) {
  struct flock byte {};
  byte.l_type = kind;
  byte.l_whence = SEEK_SET;
  byte.l_start = locked_byte;
  byte.l_len = 1;
  return ::fcntl(fd, F_OFD_SETLK, &byte) == 0 ? 0 : errno;
}

[[noreturn]] void throw_locked(const path& file) {
  throw database_error(database_error::kind::locked,
                       file.string() +
                           ": in use by another algologd, which has it by another name (a hard "
                           "link, or a mount); stop that one first, or set [store] path to "
                           "another file");
}

}  // namespace

database::inode_lock::inode_lock(const path& file) : fd_(kept().take(file)) {
  // Not made by SQLite, whose 0644 would show private data; -wal and -shm take its mode.
  if (fd_ < 0) fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (fd_ < 0) return;
  const int failed = set_lock(fd_, F_WRLCK);
  if (failed != EAGAIN && failed != EACCES) return;  // others: a file system without such locks
  kept().keep(fd_);
  throw_locked(file);
}

database::inode_lock::~inode_lock() {
  if (fd_ < 0) return;
  set_lock(fd_, F_UNLCK);
  kept().keep(fd_);
}

}  // namespace algolog
