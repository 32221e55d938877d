#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "process.hpp"

namespace e2e {

/// The clocks of a daemon, which then are not this machine's: see other_clock.cpp. What has passed
/// stays so over restarts of the daemon.
class daemon_clock {
 public:
  /// `file` is where the daemon reads its clocks from.
  explicit daemon_clock(std::filesystem::path file);

  /// What a daemon has to be started with.
  environment variables() const;

  /// The system clock alone is set: so far ahead of what it would be.
  void set_ahead(std::chrono::seconds ahead);
  /// So much time passes at once.
  void pass(std::chrono::milliseconds time);
  /// From now on `rate` seconds, 1 or more, pass in each second.
  void run(double rate);

  /// What the daemon's system clock says, milliseconds since the epoch.
  std::int64_t now_ms() const;

 private:
  std::int64_t more_passed(std::int64_t at) const;
  void begin_anew();
  void write() const;

  std::filesystem::path file_;
  std::chrono::seconds ahead_{0};
  std::int64_t since_ = 0;   ///< nanoseconds of this machine's CLOCK_MONOTONIC
  std::int64_t passed_ = 0;  ///< nanoseconds by which more had passed then than really did
  double rate_ = 1;
};

}  // namespace e2e
