#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "error.hpp"

namespace algolog {

/// Turns outcomes into news, so that a fault is told once when it begins, once when its kind
/// changes and once when it is over. Kept per target, and per cluster for faults that concern all
/// of it.
class health {
 public:
  using time = std::chrono::steady_clock::time_point;
  enum class news { none, began, changed, ended };

  news on_outcome(errc outcome, time now);

  errc current() const noexcept { return current_; }
  bool failing() const noexcept { return current_ != errc::ok; }
  /// Failures in a row, the last one included.
  std::size_t failures() const noexcept { return failures_; }
  /// How long it has been failing, or had been when it just ended.
  std::chrono::milliseconds failing_for(time now) const;
  /// Failures of the spell that just ended.
  std::size_t ended_failures() const noexcept { return ended_failures_; }

 private:
  errc current_ = errc::ok;
  std::size_t failures_ = 0;
  std::size_t ended_failures_ = 0;
  time since_;
};

/// Whether every target of the cluster is hit by it: its network, its certificate, its key.
bool concerns_cluster(errc why) noexcept;

/// Whether the database cannot be written just now: no fault of what was polled. It is told once
/// for the process, by the store (`store_news`).
bool concerns_store(errc why) noexcept;

/// What a person has to mend.
enum class remedy {
  none,  ///< it passes by itself
  address,
  name,
  permission,
  key,
  route,
  redirect,
  answer,  ///< it is in quarantine
  walk,
  database
};
remedy remedy_for(errc why) noexcept;

/// What to do about a failure, one clause for a person: which name, key or permission to mend.
/// `key_source` tells where the key comes from. Empty when it passes by itself.
std::string advice(errc why, bool errors_route, const std::string& key_source);

}  // namespace algolog
