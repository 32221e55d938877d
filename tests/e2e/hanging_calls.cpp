// Preloaded into the daemon, so that calls hang which no signal and no cancellation ends: a name
// server that never answers, a disk that never gets its bytes down.
//
//   HANGING_LOOKUP=FILE   getaddrinfo never returns; FILE appears when one hangs
//   HANGING_SYNC=FILE     fsync and fdatasync never return as long as FILE exists; FILE.hangs
//   appears

#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace {

void touch(const char* file) { ::close(::open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)); }

[[noreturn]] void hang() {
  while (true) ::sleep(3600);
}

void hang_if_wanted() {
  const char* file = std::getenv("HANGING_SYNC");
  if (file == nullptr || ::access(file, F_OK) != 0) return;
  char mark[4096];
  std::snprintf(mark, sizeof mark, "%s.hangs", file);
  touch(mark);
  hang();
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** list) {
  if (const char* file = std::getenv("HANGING_LOOKUP")) {
    touch(file);
    hang();
  }
  using function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  return next<function>("getaddrinfo")(node, service, hints, list);
}

int fsync(int fd) {
  hang_if_wanted();
  return next<int (*)(int)>("fsync")(fd);
}

int fdatasync(int fd) {
  hang_if_wanted();
  return next<int (*)(int)>("fdatasync")(fd);
}
}
