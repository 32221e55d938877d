// Preloaded into the daemon, so that it has clocks of its own: its system clock can be set while it
// runs, and all of them can jump ahead or run fast, so that weeks pass in seconds.
//
//   OTHER_CLOCK=FILE   FILE holds "AHEAD [SINCE PASSED RATE]"; without it the clocks are right
//     AHEAD            seconds by which the system clock is ahead of what really passes
//     SINCE, PASSED    nanoseconds: at SINCE of the true CLOCK_MONOTONIC so much more had passed…
//     RATE             …and every second since is RATE seconds, 1 or more
//
// What waits for a time is woken every few milliseconds and looks at its clock again: that is how a
// jump is noticed. It is allowed to: a condition variable may wake for nothing, and Asio arms a
// timer that fires early once more. A sleep stays a sleep.

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t longest_wait = 10'000'000;

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

int true_time(clockid_t clock, timespec* now) {
  static const auto real = next<int (*)(clockid_t, timespec*)>("clock_gettime");
  return real(clock, now);
}

std::int64_t nanoseconds(const timespec& t) { return t.tv_sec * second + t.tv_nsec; }
timespec as_timespec(std::int64_t ns) { return {ns / second, ns % second}; }

std::int64_t true_monotonic() {
  timespec now{};
  true_time(CLOCK_MONOTONIC, &now);
  return nanoseconds(now);
}

struct wanted {
  long ahead = 0;
  long since = 0;
  long passed = 0;
  double rate = 1;
};

wanted read_wanted() {
  wanted w;
  const char* file = std::getenv("OTHER_CLOCK");
  const int fd = file == nullptr ? -1 : ::open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return w;
  char text[128] = {};
  const auto size = ::read(fd, text, sizeof text - 1);
  ::close(fd);
  const int known =
      size > 0 ? std::sscanf(text, "%ld %ld %ld %lf", &w.ahead, &w.since, &w.passed, &w.rate) : 0;
  if (known < 4) w = {w.ahead, 0, 0, 1};
  return w;
}

/// Nanoseconds by which more has passed than really did. Never less than before, though a thread
/// may have read the file before it was replaced and the time after.
std::int64_t more_passed(const wanted& w) {
  static std::atomic<std::int64_t> most{0};
  const auto since = static_cast<double>(true_monotonic() - w.since);
  const auto more = w.passed + (w.since == 0 ? 0 : static_cast<std::int64_t>(since * (w.rate - 1)));
  auto before = most.load();
  while (before < more && !most.compare_exchange_weak(before, more)) {
  }
  return std::max(before, more);
}

bool tells_the_date(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

bool tells_what_passed(clockid_t clock) {
  return clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE ||
         clock == CLOCK_MONOTONIC_RAW || clock == CLOCK_BOOTTIME;
}

int own_time(clockid_t clock, timespec* now) {
  const int before = errno;
  const auto w = read_wanted();
  errno = before;
  const int result = true_time(clock, now);
  if (result != 0 || (!tells_the_date(clock) && !tells_what_passed(clock))) return result;
  const auto ahead = tells_the_date(clock) ? w.ahead * second : 0;
  *now = as_timespec(nanoseconds(*now) + more_passed(w) + ahead);
  return 0;
}

/// How long to wait in truth for `left` nanoseconds to pass, at most.
std::int64_t true_wait(std::int64_t left) {
  const auto w = read_wanted();
  const auto length = static_cast<double>(std::max<std::int64_t>(left, 0)) / w.rate;
  return std::min(longest_wait, static_cast<std::int64_t>(length)) + 1;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept { return own_time(clock, now); }

time_t time(time_t* to) noexcept {
  timespec now{};
  own_time(CLOCK_REALTIME, &now);
  if (to != nullptr) *to = now.tv_sec;
  return now.tv_sec;
}

int gettimeofday(timeval* to, void*) noexcept {
  timespec now{};
  const int result = own_time(CLOCK_REALTIME, &now);
  *to = {now.tv_sec, now.tv_nsec / 1000};
  return result;
}

int timerfd_settime(int fd, int flags, const itimerspec* to, itimerspec* before) noexcept {
  static const auto real =
      next<int (*)(int, int, const itimerspec*, itimerspec*)>("timerfd_settime");
  auto sooner = *to;
  const auto length = nanoseconds(to->it_value);
  // Absolute is what Asio says for at once.
  if ((flags & TFD_TIMER_ABSTIME) == 0 && length > 0)
    sooner.it_value = as_timespec(true_wait(length));
  return real(fd, flags, &sooner, before);
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* until) {
  using function = int (*)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*);
  static const auto real = next<function>("pthread_cond_clockwait");
  timespec now{};
  own_time(clock, &now);
  const auto left = nanoseconds(*until) - nanoseconds(now);
  true_time(clock, &now);
  const auto soon = as_timespec(nanoseconds(now) + true_wait(left));
  const int result = real(condition, mutex, clock, &soon);
  own_time(clock, &now);
  const bool over = nanoseconds(now) >= nanoseconds(*until);
  return result == ETIMEDOUT && !over ? 0 : result;
}
}
