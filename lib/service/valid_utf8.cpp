#include "service/valid_utf8.hpp"

#include <boost/locale/utf.hpp>
#include <cstddef>
#include <string_view>

namespace algolog {
namespace {

namespace utf = boost::locale::utf;

constexpr std::string_view replacement = "\xef\xbf\xbd";

/// Where the character at `at` ends; `at` itself where there is none.
std::size_t end_of(std::string_view text, std::size_t at) {
  if (static_cast<unsigned char>(text[at]) < 0x80) return at + 1;
  const char* next = text.data() + at;
  const auto code = utf::utf_traits<char>::decode(next, text.data() + text.size());
  return utf::is_valid_codepoint(code) ? static_cast<std::size_t>(next - text.data()) : at;
}

std::size_t first_invalid(std::string_view text, std::size_t from) {
  for (std::size_t end = from; from < text.size(); from = end) {
    end = end_of(text, from);
    if (end == from) break;
  }
  return from;
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
