#include "page/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <cmath>
#include <iterator>

#include "text/iso8601.hpp"
#include "text/number.hpp"
#include "text/printable.hpp"
#include "text/relative_time.hpp"

namespace algolog {
namespace {

std::string_view entity(char c) noexcept {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return {};
  }
}

bool begins_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }

// At most `most` bytes, without half a character at the end.
std::string_view beginning(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  for (int i = 0; i < 3 && most > 0 && !begins_character(text[most]); ++i) --most;
  return text.substr(0, most);
}

}  // namespace

html& html::add(markup literal) {
  text_ += literal.text;
  return *this;
}

html& html::text(std::string_view text, std::size_t most) {
  escape(printable(text, most), most);
  return *this;
}

html& html::lines(std::string_view text, std::size_t most) {
  const auto kept = beginning(text, most);
  std::string safe = safe_lines(kept);
  if (!safe.empty()) safe.pop_back();
  if (kept.size() < text.size()) safe += "…";
  escape(safe, most);
  return *this;
}

// The limit is of the escaped text, which may be six times as long.
void html::escape(std::string_view safe, std::size_t most) {
  const std::size_t end = text_.size() + most;
  for (const char c : safe) {
    if (text_.size() >= end && begins_character(c)) {
      text_ += "…";
      return;
    }
    const auto escaped = entity(c);
    if (escaped.empty()) {
      text_ += c;
    } else {
      text_ += escaped;
    }
  }
}

html& html::number(std::int64_t value) {
  text_ += with_commas(value);
  return *this;
}

html& html::length(double value) {
  const double tenths = std::round(value * 10) / 10;
  fmt::format_to(std::back_inserter(text_), "{}", std::isfinite(tenths) ? tenths : 0.0);
  if (text_.ends_with(".0")) text_.resize(text_.size() - 2);
  return *this;
}

html& html::time(std::int64_t at, std::int64_t now) {
  const auto iso = format_iso8601(at);
  if (iso.size() != 24) return text(iso);  // outside of the calendar: no <time>
  fmt::format_to(std::back_inserter(text_), "<time datetime=\"{}\" title=\"{} UTC\">{}</time>",
                 iso.substr(0, 19) + "Z", table_time(at), relative_time(at, now));
  return *this;
}

html& html::url_part(std::string_view text) {
  text_ += boost::urls::encode(text, boost::urls::unreserved_chars);
  return *this;
}

}  // namespace algolog
