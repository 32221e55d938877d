#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <string_view>

namespace algolog {

/// Nobody reads any more (`| head`): the way to end quietly, no failure.
class output_closed : public std::exception {
 public:
  const char* what() const noexcept override { return "the reader of the output is gone"; }
};

/// Standard output. Every write is checked: `output_closed` when its reader is gone (SIGPIPE must
/// be ignored), std::system_error when it fails otherwise, such as on a full disk.
class output {
 public:
  output();

  void write(std::string_view text);
  /// Waits, and throws `output_closed` at once when the reader goes meanwhile.
  void wait(std::chrono::milliseconds time);

  /// A person looks at it: safety of the terminal and width matter more than exact bytes.
  bool terminal() const noexcept { return terminal_; }
  /// A terminal, and the user has not set NO_COLOR.
  bool color() const noexcept { return color_; }
  /// Columns of the terminal as of now; 0 when it is none.
  std::size_t width() const;
  /// Its rows; 0 when it is none.
  std::size_t height() const;

 private:
  bool terminal_;
  bool color_;
};

}  // namespace algolog
