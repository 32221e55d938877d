#pragma once

#include <string_view>

#include "report/output.hpp"

namespace algolog {

/// A text that is shown again and again. On a terminal each takes the place of the one before,
/// without a flicker, cut to what fits; elsewhere an empty line parts them. With `redraws` false it
/// only writes.
class screen {
 public:
  screen(output& out, bool redraws);
  /// The terminal is as it was.
  ~screen();
  screen(const screen&) = delete;
  screen& operator=(const screen&) = delete;

  void show(std::string_view text);

 private:
  output& out_;
  bool redraws_;
  bool drawn_ = false;
};

}  // namespace algolog
