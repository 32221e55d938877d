#include "report/output.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "service/terminal.hpp"

namespace algolog {

output::output() : terminal_(::isatty(STDOUT_FILENO) == 1), color_(color_wanted(STDOUT_FILENO)) {}

void output::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t done = ::write(STDOUT_FILENO, text.data(), text.size());
    if (done >= 0) {
      text.remove_prefix(static_cast<std::size_t>(done));
    } else if (errno == EPIPE) {
      throw output_closed();
    } else if (errno == EAGAIN) {
      pollfd ready{STDOUT_FILENO, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "standard output");
    }
  }
}

void output::wait(std::chrono::milliseconds time) {
  pollfd closed{STDOUT_FILENO, 0, 0};
  if (::poll(&closed, 1, static_cast<int>(time.count())) > 0 && (closed.revents & POLLERR) != 0)
    throw output_closed();
}

namespace {

winsize size_of_terminal() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size : winsize{};
}

}  // namespace

std::size_t output::width() const { return terminal_ ? size_of_terminal().ws_col : 0; }

std::size_t output::height() const { return terminal_ ? size_of_terminal().ws_row : 0; }

}  // namespace algolog
