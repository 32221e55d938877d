#include "text/valid_utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "text/character.hpp"

namespace algolog {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

bool is_beyond_ascii(char c) noexcept { return (static_cast<unsigned char>(c) & 0x80U) != 0; }

/// Where the next byte is that is no UTF-8, or the end. Most text is ASCII, which need not be
/// decoded.
std::size_t first_invalid(std::string_view text, std::size_t from) {
  std::string_view rest = text.substr(from);
  while (true) {
    const auto next = std::ranges::find_if(rest, is_beyond_ascii);
    rest.remove_prefix(static_cast<std::size_t>(next - rest.begin()));
    const auto at = text.size() - rest.size();
    if (rest.empty() || !take_character(rest).is_valid()) return at;
  }
}

}  // namespace

std::string valid_utf8(std::string text) {
  std::size_t wrong = first_invalid(text, 0);
  if (wrong == text.size()) return text;  // nearly always
  std::string made;
  std::size_t done = 0;
  for (; wrong < text.size(); wrong = first_invalid(text, done)) {
    made.append(text, done, wrong - done).append(replacement);
    done = wrong + 1;
  }
  return made.append(text, done);
}

}  // namespace algolog
