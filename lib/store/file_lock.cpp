#include "store/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <string>

namespace algolog {
namespace {

using std::filesystem::path;

std::string holder(int fd) {
  std::array<char, 32> text{};
  const auto got = ::pread(fd, text.data(), text.size(), 0);
  std::string pid;
  for (ssize_t i = 0; i < got; ++i) {
    const char c = text.at(static_cast<std::size_t>(i));
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) break;
    pid.push_back(c);
  }
  return pid.empty() ? std::string("unknown") : pid;
}

// A lock file made by root must belong to the database's owner, or the service cannot open it
// later.
void give_to_owner(int fd, const path& database) {
  struct stat owner {};
  if (::geteuid() != 0 || ::stat(database.c_str(), &owner) != 0) return;
  [[maybe_unused]] const auto given = ::fchown(fd, owner.st_uid, owner.st_gid);
}

[[noreturn]] void throw_open(const path& lock, int code) {
  std::string message = lock.string() + ": cannot be opened: " + std::strerror(code);
  const auto folder = lock.parent_path().string();
  if (code == ENOENT) message += "; make the folder " + folder + ", or set [store] path";
  if (code == EACCES || code == EPERM) {
    message += "; the user of algologd must be able to write the folder " + folder +
               " and every file of the database in it";
  }
  if (code == EROFS) message += "; mount it writable, or set [store] path";
  throw database_error(database_error::kind::unavailable, message);
}

[[noreturn]] void throw_locked(const path& database, const std::string& pid) {
  throw database_error(database_error::kind::locked,
                       database.string() + ": in use by another algologd (pid " + pid +
                           "); stop that one first (a service: systemctl stop algologd), "
                           "or set [store] path to another file");
}

}  // namespace

database::file_lock::file_lock(const path& database) {
  const path lock = path(database) += "-lock";
  fd_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (fd_ < 0) throw_open(lock, errno);
  give_to_owner(fd_, database);
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    const auto pid = holder(fd_);
    ::close(fd_);
    throw_locked(database, pid);
  }
  const auto pid = std::to_string(::getpid()) + "\n";
  // The pid is for people only: a full disk must not keep the daemon from starting.
  if (::ftruncate(fd_, 0) == 0) {
    [[maybe_unused]] const auto written = ::pwrite(fd_, pid.data(), pid.size(), 0);
  }
}

database::file_lock::~file_lock() { ::close(fd_); }

}  // namespace algolog
