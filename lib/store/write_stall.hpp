#pragma once

#include <chrono>
#include <cstddef>
#include <set>
#include <string>

#include "error.hpp"

namespace algolog {

/// A time in which the database cannot be written: which failures are news, and when the next try
/// is due. Pure: time is passed in.
class write_stall {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// A commit failed. True when that is news: the first failure, or a reason that was not told yet.
  /// Reasons may alternate.
  bool on_failure(const error& why, time now);

  bool lasts() const noexcept { return failed_commits_ > 0; }
  /// Why the last commit failed.
  const error& why() const noexcept { return why_; }
  /// One second after the first failure, then two and four, then every five.
  time next_try() const noexcept { return next_try_; }
  /// The next try is due at once.
  void hasten() noexcept { next_try_ = {}; }
  std::size_t failed_commits() const noexcept { return failed_commits_; }
  std::chrono::milliseconds lasted(time now) const;

 private:
  error why_;
  std::set<std::string> told_;
  std::size_t failed_commits_ = 0;
  time since_;
  time next_try_;
};

}  // namespace algolog
