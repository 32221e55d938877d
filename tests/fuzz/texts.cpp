#include <algorithm>
#include <string>

#include "page/html.hpp"
#include "plain_text.hpp"
#include "target.hpp"
#include "text/printable.hpp"
#include "text/valid_utf8.hpp"

namespace {

using algolog::test::is_json_text;
using algolog::test::is_plain;

void require_lines(std::string text) {
  fuzz::require(text.empty() || text.back() == '\n', "the last line ends, too");
  std::ranges::replace(text, '\n', ' ');
  std::ranges::replace(text, '\t', ' ');
  fuzz::require(is_plain(text), "lines do not steer a terminal");
}

void require_markup(std::string text, std::size_t most) {
  // One character more may have begun, and the sign of the cut follows.
  fuzz::require(text.size() <= most + 12, "markup is cut");
  fuzz::require(text.find_first_of("<>\"'") == std::string::npos, "text is no markup");
  std::ranges::replace(text, '\n', ' ');
  std::ranges::replace(text, '\t', ' ');
  fuzz::require(is_plain(text), "markup is plain text");
}

}  // namespace

/// Texts of clusters and databases, on their way to a log, a terminal, a page and JSON.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto printed = algolog::printable(text, 100);
  fuzz::require(printed.size() <= 103, "what is printed is cut");
  fuzz::require(is_plain(printed), "what is printed does not steer a terminal");
  fuzz::require(algolog::display_width(algolog::fitting(printed, 20)) <= 20, "what fits, fits");
  require_lines(algolog::safe_lines(text));

  std::string escaped = algolog::valid_utf8(std::string(text));
  std::erase_if(escaped, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  fuzz::require(is_json_text(escaped), "JSON's texts are UTF-8");

  require_markup(algolog::html().text(text, 60).take(), 60);
  require_markup(algolog::html().lines(text, 60).take(), 60);
  return 0;
}
