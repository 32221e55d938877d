#include "text/printable.hpp"

#include <fmt/format.h>
#include <locale.h>
#include <wchar.h>

#include <cstdint>
#include <iterator>
#include <limits>

#include "text/character.hpp"

namespace algolog {
namespace {

// C0, DEL, C1; the separators and marks that break lines or reorder them; the byte order mark.
bool is_hidden(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

void append_visible(std::string& to, const character& c) {
  const auto out = std::back_inserter(to);
  const auto first = static_cast<unsigned char>(c.bytes.front());
  if (!c.is_valid()) {
    fmt::format_to(out, "\\x{:02x}", first);
  } else if (!is_hidden(c.code)) {
    to.append(c.bytes);
  } else if (c.code == '\n' || c.code == '\r' || c.code == '\t') {
    to.append(c.code == '\n' ? "\\n" : c.code == '\r' ? "\\r" : "\\t");
  } else if (c.code < 0x100) {
    fmt::format_to(out, "\\x{:02x}", c.code);
  } else {
    fmt::format_to(out, "\\u{:04x}", c.code);
  }
}

// wcwidth() knows no Unicode in the "C" locale, and which one the user has set is not our business.
class unicode_locale {
 public:
  unicode_locale() : before_(::uselocale(unicode())) {}
  ~unicode_locale() { ::uselocale(before_); }
  unicode_locale(const unicode_locale&) = delete;
  unicode_locale& operator=(const unicode_locale&) = delete;

  std::size_t width(std::uint32_t c) const {
    const int columns = ::wcwidth(static_cast<wchar_t>(c));
    return columns < 0 ? 1 : static_cast<std::size_t>(columns);
  }

 private:
  static locale_t unicode() {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    return made;  // null where the system lacks it, which leaves the locale as it is
  }
  locale_t before_;
};

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
  std::string safe;
  safe.reserve(text.size() < most ? text.size() : most);
  while (!text.empty()) {
    const std::size_t before = safe.size();
    append_visible(safe, take_character(text));
    if (safe.size() <= most) continue;
    safe.resize(before);
    safe += "…";
    break;
  }
  return safe;
}

std::string safe_lines(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\t\n");
    std::string_view piece = text.substr(0, end);
    const char stop = end == std::string_view::npos ? '\n' : text[end];
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (stop == '\n' && piece.ends_with('\r')) piece.remove_suffix(1);
    safe += printable(piece, std::numeric_limits<std::size_t>::max()) + stop;
  }
  if (safe.ends_with('\t')) safe += '\n';
  return safe;
}

std::size_t display_width(std::string_view text) {
  const unicode_locale locale;
  std::size_t columns = 0;
  while (!text.empty()) columns += locale.width(take_character(text).code);
  return columns;
}

std::string_view fitting(std::string_view text, std::size_t columns) {
  const unicode_locale locale;
  std::string_view rest = text;
  std::size_t used = 0;
  while (!rest.empty()) {
    std::string_view after = rest;
    used += locale.width(take_character(after).code);
    if (used > columns) break;
    rest = after;
  }
  return text.substr(0, text.size() - rest.size());
}

}  // namespace algolog
