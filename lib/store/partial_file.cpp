#include "store/partial_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include "store/database.hpp"

namespace algolog {
namespace {

using std::filesystem::path;

constexpr mode_t private_to_group = 0640;
constexpr std::array<const char*, 4> sides{"", "-journal", "-wal", "-shm"};  // what SQLite may make

[[noreturn]] void fail(const path& file, const char* what, int code = errno) {
  throw std::system_error(code, std::generic_category(), file.string() + ": " + what);
}

[[noreturn]] void throw_busy(const path& file) {
  throw database_error(database_error::kind::locked,
                       file.string() + ": another algologd writes it just now");
}

void flush_folder(const path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) fail(folder, "cannot be opened");
  const int failed = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  if (failed != 0 && failed != EINVAL) fail(folder, "cannot be written to the disk", failed);
}

/// A file system that does not support RENAME_NOREPLACE answers EINVAL.
int rename_without_replacing(const path& from, const path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL) return errno;
  std::error_code failed;
  if (std::filesystem::exists(std::filesystem::symlink_status(to, failed))) return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

bool is_named(int fd, const path& name) {
  struct stat ours {};
  struct stat named {};
  return ::fstat(fd, &ours) == 0 && ::lstat(name.c_str(), &named) == 0 &&
         ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

/// A file found under the name, locked while it is deleted. If another process is writing it, that
/// process has the lock. A file that cannot be opened is another user's, and was left behind.
class locked {
 public:
  explicit locked(const path& file)
      : fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) {
    if (fd_ < 0 || ::flock(fd_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
    ::close(fd_);
    throw_busy(file);
  }
  ~locked() {
    if (fd_ >= 0) ::close(fd_);
  }
  locked(const locked&) = delete;
  locked& operator=(const locked&) = delete;

 private:
  int fd_;
};

void remove(const path& file) {
  if (::unlink(file.c_str()) == 0 || errno == ENOENT) return;
  fail(file, "is there already, belongs to another user, and cannot be deleted");
}

}  // namespace

partial_file::partial_file(path name) : name_(std::move(name)) {
  const locked found(name_);
  for (const char* side : sides) remove(name_.string() + side);
  // Made anew, so that it belongs to this user and nobody else has it open.
  fd_ = ::open(name_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, private_to_group);
  if (fd_ < 0 && errno == EEXIST) throw_busy(name_);
  if (fd_ < 0) fail(name_, "cannot be made");
  if (::flock(fd_, LOCK_EX | LOCK_NB) == 0 && ::fchmod(fd_, private_to_group) == 0) return;
  const int failed = errno;
  ::close(fd_);
  if (failed == EWOULDBLOCK) throw_busy(name_);
  fail(name_, "cannot be made", failed);
}

partial_file::~partial_file() {
  if (!published_ && is_named(fd_, name_)) {
    for (const char* side : sides) ::unlink((name_.string() + side).c_str());
  }
  ::close(fd_);
}

void partial_file::publish(const path& whole, bool replace) {
  if (!is_named(fd_, name_)) fail(name_, "was replaced by somebody else", ESTALE);
  if (::fsync(fd_) != 0) fail(name_, "cannot be written to the disk");
  const int failed = replace ? (::rename(name_.c_str(), whole.c_str()) == 0 ? 0 : errno)
                             : rename_without_replacing(name_, whole);
  if (failed != 0) fail(whole, "cannot be named so", failed);
  published_ = true;
  flush_folder(whole.parent_path());
}

}  // namespace algolog
