#include "progress_line.hpp"

#include <unistd.h>

#include <cstdio>

namespace algolog {

progress_line::progress_line() : terminal_(isatty(STDERR_FILENO) != 0) {}

void progress_line::draw(const std::string& text) {
  next_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  std::fprintf(stderr, "\r\033[K%s", text.c_str());
}

void progress_line::clear() const {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

}  // namespace algolog
