#include "report/screen.hpp"

#include <algorithm>
#include <string>

namespace algolog {
namespace {

// ECMA-48 and DEC: what every terminal of today knows.
constexpr std::string_view home = "\x1b[H";
constexpr std::string_view clear_line = "\x1b[K";
constexpr std::string_view clear_rest = "\x1b[J";
constexpr std::string_view no_wrap = "\x1b[?7l";
constexpr std::string_view wrap = "\x1b[?7h";
constexpr std::string_view other_screen = "\x1b[?1049h";
constexpr std::string_view first_screen = "\x1b[?1049l";

std::string fitted(std::string_view text, std::size_t height) {
  std::string shown;
  std::size_t left = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  for (std::size_t row = 1; !text.empty(); ++row) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    if (row == height && left > 1) {
      shown.append("... and ").append(std::to_string(left)).append(" more lines");
      return shown.append(clear_line);
    }
    shown.append(text.substr(0, end)).append(clear_line);
    text.remove_prefix(end + 1);
    if (--left > 0) shown += '\n';
  }
  return shown;
}

}  // namespace

screen::screen(output& out, bool redraws) : out_(out), redraws_(redraws) {}

screen::~screen() {
  if (!drawn_ || !redraws_ || !out_.terminal()) return;
  try {
    out_.write(std::string(wrap).append(first_screen));
  } catch (...) {  // nobody is there to see it
  }
}

void screen::show(std::string_view text) {
  std::string frame;
  if (redraws_ && out_.terminal()) {
    if (!drawn_) frame.append(other_screen).append(no_wrap);
    const std::size_t height = out_.height();
    frame.append(home).append(fitted(text, height > 0 ? height : 24)).append(clear_rest);
  } else {
    if (drawn_) frame += '\n';
    frame += text;
  }
  drawn_ = true;
  out_.write(frame);
}

}  // namespace algolog
