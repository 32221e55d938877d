#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace algolog {

/// Markup of this program: only a literal converts to it, so that text from outside is always
/// escaped.
struct markup {
  consteval markup(const char* literal) : text(literal) {}
  std::string_view text;
};

/// HTML (or SVG in it) as it grows.
class html {
 public:
  html& add(markup literal);
  /// Text, or the value of a quoted attribute: escaped, control and bidirectional characters and
  /// bytes that are not UTF-8 visible, on one line, cut with "…" where it takes `most` bytes of
  /// HTML.
  html& text(std::string_view text, std::size_t most = 300);
  /// The same for `<pre>`: lines and tabs stay.
  html& lines(std::string_view text, std::size_t most);
  /// "1,024".
  html& number(std::int64_t value);
  /// A number for geometry, rounded to a tenth: "12.3", "12".
  html& length(double value);
  /// `<time>`: how long from `now`; the tooltip has the instant.
  html& time(std::int64_t at, std::int64_t now);
  /// Part of a URL: all but letters, digits and "-._~" percent-encoded.
  html& url_part(std::string_view text);

  std::size_t size() const noexcept { return text_.size(); }
  std::string take() { return std::move(text_); }

 private:
  void escape(std::string_view safe, std::size_t most);

  std::string text_;
};

}  // namespace algolog
