#include "daemon_clock.hpp"

#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "preloaded.hpp"

namespace e2e {
namespace {

std::int64_t nanoseconds_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

daemon_clock::daemon_clock(std::filesystem::path file)
    : file_(std::move(file)), since_(nanoseconds_of(CLOCK_MONOTONIC)) {
  write();
}

environment daemon_clock::variables() const {
  return preloaded(OTHER_CLOCK, "OTHER_CLOCK", file_.string());
}

void daemon_clock::set_ahead(std::chrono::seconds ahead) {
  ahead_ = ahead;
  write();
}

void daemon_clock::pass(std::chrono::milliseconds time) {
  begin_anew();
  passed_ += std::chrono::nanoseconds(time).count();
  write();
}

void daemon_clock::run(double rate) {
  begin_anew();
  rate_ = rate;
  write();
}

std::int64_t daemon_clock::now_ms() const {
  const auto passed = more_passed(nanoseconds_of(CLOCK_MONOTONIC)) + nanoseconds_of(CLOCK_REALTIME);
  return passed / 1'000'000 + std::chrono::milliseconds(ahead_).count();
}

std::int64_t daemon_clock::more_passed(std::int64_t at) const {
  return passed_ + static_cast<std::int64_t>(static_cast<double>(at - since_) * (rate_ - 1));
}

void daemon_clock::begin_anew() {
  const auto now = nanoseconds_of(CLOCK_MONOTONIC);
  passed_ = more_passed(now);
  since_ = now;
}

/// Replaced as a whole, so that the daemon never reads half of it.
void daemon_clock::write() const {
  const auto beside = file_.string() + ".new";
  std::ofstream out(beside, std::ios::trunc);
  out << fmt::format("{} {} {} {}", ahead_.count(), since_, passed_, rate_);
  out.close();
  if (!out) throw std::runtime_error("cannot write " + beside);
  std::filesystem::rename(beside, file_);
}

}  // namespace e2e
