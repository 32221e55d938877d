// Preloaded into the daemon: a disk that fails under the database, and a process that dies while it
// writes. Of concern are calls that change a file named *.db, *.db-wal or *.db-journal.
//
//   DISK_FAULTS=FILE       as long as FILE exists, such calls fail as it says: ENOSPC, EIO or EROFS
//   DISK_KILL_AT=N         the process is killed by SIGKILL instead of the Nth such call
//   DISK_KILL_TORN=1       …if that is a write, after half of it

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

std::atomic<long> calls{0};

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

bool is_of_database(int fd) {
  char link[64];
  char name[PATH_MAX];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const int before = errno;
  const auto length = ::readlink(link, name, sizeof name);
  errno = before;
  const std::string_view path(name, length < 0 ? 0 : static_cast<std::size_t>(length));
  return path.ends_with(".db") || path.ends_with(".db-wal") || path.ends_with(".db-journal");
}

/// The errno that calls are to fail with now; 0: none.
int wanted_failure() {
  const char* file = std::getenv("DISK_FAULTS");
  const int fd = file == nullptr ? -1 : ::open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char name[16] = {};
  const auto got = ::read(fd, name, sizeof name - 1);
  ::close(fd);
  if (got <= 0) return 0;  // just made
  if (std::strcmp(name, "ENOSPC") == 0) return ENOSPC;
  if (std::strcmp(name, "EROFS") == 0) return EROFS;
  return EIO;
}

bool dies_now() {
  const char* at = std::getenv("DISK_KILL_AT");
  return at != nullptr && ++calls == std::atol(at);
}

[[noreturn]] void die() {
  ::kill(::getpid(), SIGKILL);
  while (true) ::pause();
}

/// Whether the call is to fail, with errno set.
bool fails(int fd) {
  if (!is_of_database(fd)) return false;
  if (dies_now()) die();
  const int failure = wanted_failure();
  if (failure != 0) errno = failure;
  return failure != 0;
}

/// The same for a write, which may be torn.
template <class Write>
ssize_t write_or_fail(int fd, std::size_t bytes, const Write& write) {
  if (!is_of_database(fd)) return write(bytes);
  if (dies_now()) {
    if (std::getenv("DISK_KILL_TORN") != nullptr) write(bytes / 2);
    die();
  }
  const int failure = wanted_failure();
  if (failure == 0) return write(bytes);
  errno = failure;
  return -1;
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* from, std::size_t bytes) {
  static const auto real = next<ssize_t (*)(int, const void*, std::size_t)>("write");
  return write_or_fail(fd, bytes, [&](std::size_t n) { return real(fd, from, n); });
}

ssize_t pwrite(int fd, const void* from, std::size_t bytes, off_t at) {
  static const auto real = next<ssize_t (*)(int, const void*, std::size_t, off_t)>("pwrite");
  return write_or_fail(fd, bytes, [&](std::size_t n) { return real(fd, from, n, at); });
}

ssize_t pwrite64(int fd, const void* from, std::size_t bytes, off64_t at) {
  static const auto real = next<ssize_t (*)(int, const void*, std::size_t, off64_t)>("pwrite64");
  return write_or_fail(fd, bytes, [&](std::size_t n) { return real(fd, from, n, at); });
}

int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  return fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
  static const auto real = next<int (*)(int)>("fdatasync");
  return fails(fd) ? -1 : real(fd);
}

int ftruncate(int fd, off_t size) noexcept {
  static const auto real = next<int (*)(int, off_t)>("ftruncate");
  return fails(fd) ? -1 : real(fd, size);
}

int ftruncate64(int fd, off64_t size) noexcept {
  static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
  return fails(fd) ? -1 : real(fd, size);
}
}
