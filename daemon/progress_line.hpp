#pragma once

#include <chrono>
#include <string>

namespace algolog {

/// One line of stderr that is drawn over itself, where that is a terminal, at most ten times a
/// second.
class progress_line {
 public:
  progress_line();

  /// Whether `draw` would show anything now. If not, its text need not be made.
  bool due() const { return terminal_ && std::chrono::steady_clock::now() >= next_; }
  void draw(const std::string& text);
  void clear() const;

 private:
  const bool terminal_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace algolog
