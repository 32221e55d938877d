#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "api/window.hpp"
#include "store/store.hpp"

namespace algolog {

/// Turns what the windows of an errors route leave into news: loss is told when it begins, again
/// every hour as long as each window leaves a gap, and when one leaves none.
class loss {
 public:
  using time = std::chrono::steady_clock::time_point;
  enum class news { none, began, goes_on, ended };

  news on_window(const window_facts& window, time now);

  /// Windows in a row that left a gap, the last one included.
  std::size_t findings() const noexcept { return findings_; }
  /// From the first of their gaps to the last, milliseconds of the cluster's clock.
  std::int64_t from() const noexcept { return from_; }
  std::int64_t to() const noexcept { return to_; }
  std::chrono::milliseconds lasted(time now) const;

 private:
  std::size_t findings_ = 0;
  std::int64_t from_ = 0;
  std::int64_t to_ = 0;
  time since_;
  time told_;
};

}  // namespace algolog
