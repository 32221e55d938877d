#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "content.hpp"

namespace algolog::test {

/// Redirects a descriptor (stdout, stderr) while this lives.
class redirected {
 public:
  /// Takes over `to`.
  redirected(int descriptor, int to) : descriptor_(descriptor), before_(::dup(descriptor)) {
    ::dup2(to, descriptor);
    ::close(to);
  }
  ~redirected() {
    ::dup2(before_, descriptor_);
    ::close(before_);
  }
  redirected(const redirected&) = delete;
  redirected& operator=(const redirected&) = delete;

 private:
  int descriptor_;
  int before_;
};

inline int create_file(const std::filesystem::path& file) {
  return ::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

/// A pseudo-terminal.
class terminal {
 public:
  explicit terminal(unsigned short columns = 80)
      : controller_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    const winsize size{24, columns, 0, 0};
    ::grantpt(controller_);
    ::unlockpt(controller_);
    ::ioctl(controller_, TIOCSWINSZ, &size);
    ::setenv("TERM", "xterm", 1);
  }
  ~terminal() { ::close(controller_); }
  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;

  int open() const { return ::open(::ptsname(controller_), O_RDWR | O_NOCTTY | O_CLOEXEC); }
  /// What was written since the last call: waits for some, then until a while passes without more,
  /// since one write may arrive in pieces.
  std::string read() const {
    std::string text;
    pollfd readable{controller_, POLLIN, 0};
    while (::poll(&readable, 1, text.empty() ? 5'000 : 200) > 0) {
      std::array<char, 4096> piece{};
      const ssize_t got = ::read(controller_, piece.data(), piece.size());
      if (got <= 0) break;
      text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  int controller_;
};

}  // namespace algolog::test
