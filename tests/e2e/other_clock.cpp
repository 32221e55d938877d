// Preloaded into the daemon, so that its system clock can be set while it runs, and only its own.
//
//   OTHER_CLOCK=FILE   FILE holds the seconds by which the system clock is ahead; none: it is right

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace {

long seconds_ahead() {
  const char* file = std::getenv("OTHER_CLOCK");
  const int fd = file == nullptr ? -1 : ::open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char text[32] = {};
  const auto size = ::read(fd, text, sizeof text - 1);
  ::close(fd);
  return size > 0 ? std::atol(text) : 0;
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
  using function = int (*)(clockid_t, timespec*);
  static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "clock_gettime"));
  const int result = real(clock, now);
  if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += seconds_ahead();
  return result;
}
