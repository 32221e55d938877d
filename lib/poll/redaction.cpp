#include "poll/redaction.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <tuple>

namespace algolog {
namespace {

constexpr std::size_t shortest_key = 8;
constexpr std::size_t most_backslashes = 16;     // a string within strings, four deep
constexpr std::size_t most_encoded = 4;          // times
constexpr std::string_view instead = "API-KEY";  // no longer than a key, so it is done in place

std::size_t pair_of(char first, char second) {
  return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8U |
         static_cast<unsigned char>(second);
}

/// One character as text has it, and how many bytes it takes there.
struct spelled {
  char character;
  std::size_t bytes;
};

/// The character with the number that `digits` begins with; from `least` to `most` digits.
std::optional<spelled> numbered(std::string_view digits, int base, std::size_t least,
                                std::size_t most) {
  unsigned number = 0;
  const auto* const begin = digits.data();
  const auto read = std::from_chars(begin, begin + std::min(most, digits.size()), number, base);
  const auto count = static_cast<std::size_t>(read.ptr - begin);
  if (count < least || number > 0x7f) return std::nullopt;
  return spelled{static_cast<char>(number), count};
}

/// `\u003d`, `\/`, and the same within a string within a string: with more backslashes.
std::optional<spelled> with_backslashes(std::string_view text) {
  const auto begin = text.substr(0, most_backslashes + 1).find_first_not_of('\\');
  if (begin == 0 || begin == text.npos) return std::nullopt;
  if (text[begin] == 'u') {
    const auto found = numbered(text.substr(begin + 1), 16, 4, 4);
    if (found) return spelled{found->character, begin + 1 + found->bytes};
  }
  return spelled{text[begin], begin + 1};
}

/// `%3D`, and `%253D` for one that was encoded twice.
std::optional<spelled> percent_encoded(std::string_view text) {
  std::size_t begin = 1;
  while (begin < 2 * most_encoded && text.substr(begin).starts_with("25")) begin += 2;
  const auto found = numbered(text.substr(begin), 16, 2, 2);
  if (!found) return std::nullopt;
  return spelled{found->character, begin + found->bytes};
}

/// `&#61;` and `&#x3d;`.
std::optional<spelled> html_encoded(std::string_view text) {
  if (!text.starts_with("&#")) return std::nullopt;
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const std::size_t begin = hex ? 3 : 2;
  const auto found = numbered(text.substr(begin), hex ? 16 : 10, 1, 8);
  if (!found) return std::nullopt;
  const auto end = begin + found->bytes;
  return spelled{found->character, text.substr(end).starts_with(';') ? end + 1 : end};
}

std::optional<spelled> escaped(std::string_view text) {
  switch (text.front()) {
    case '\\': return with_backslashes(text);
    case '%': return percent_encoded(text);
    case '&': return html_encoded(text);
    default: return std::nullopt;
  }
}

/// How many bytes of `text` from `at` on spell `needle`; 0: none do.
std::size_t spells(std::string_view text, std::size_t at, std::string_view needle) {
  auto end = at;
  for (const char wanted : needle) {
    if (end == text.size()) return 0;
    const auto other = escaped(text.substr(end));
    if (other && other->character == wanted) {
      end += other->bytes;
    } else if (text[end] == wanted) {
      ++end;
    } else {
      return 0;
    }
  }
  return end - at;
}

/// What is always the same of `key` in base64, when `before` bytes stand before it in its group.
std::string in_base64(std::string_view key, std::size_t before) {
  const auto group = std::string(before, '\0') + std::string(key);
  std::string out(4 * (group.size() / 3 + 1) + 1, '\0');  // and what ends a string in C
  ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                    reinterpret_cast<const unsigned char*>(group.data()),
                    static_cast<int>(group.size()));
  constexpr std::array<std::size_t, 3> not_its_own{0, 2, 3};
  const auto first = not_its_own.at(before);
  return out.substr(first, group.size() * 8 / 6 - first);
}

/// The same in the alphabet for URLs.
std::string for_url(std::string base64) {
  std::ranges::replace(base64, '+', '-');
  std::ranges::replace(base64, '/', '_');
  return base64;
}

}  // namespace

redaction::redaction(std::string_view key) {
  if (key.size() < shortest_key) return;
  add(std::string(key));
  for (const std::size_t before : {0U, 1U, 2U}) {
    const auto encoded = in_base64(key, before);
    const auto of_url = for_url(encoded);
    add(encoded);
    if (of_url != encoded) add(of_url);
  }
}

/// Whatever `spells` takes for the beginning of the needle.
void redaction::add(std::string needle) {
  const char first = needle[0];
  begins_.set(pair_of(first, needle[1]));
  for (const char escape : {'\\', '%', '&'}) begins_.set(pair_of(first, escape));
  for (const char next : {'\\', 'u', first}) begins_.set(pair_of('\\', next));
  const auto high_digit = static_cast<char>('0' + static_cast<unsigned char>(first) / 16);
  for (const char next : {'2', high_digit}) begins_.set(pair_of('%', next));
  begins_.set(pair_of('&', '#'));
  needles_.push_back(std::move(needle));
}

std::size_t redaction::match(std::string_view text, std::size_t at) const {
  std::size_t longest = 0;
  for (const auto& needle : needles_) longest = std::max(longest, spells(text, at, needle));
  return longest;
}

/// Where the next key begins and how many bytes it takes; the end and 0: there is none.
std::pair<std::size_t, std::size_t> redaction::find(std::string_view text, std::size_t from) const {
  const char* const bytes = text.data();  // unchecked: this loop sees every byte that arrives
  for (auto at = from; at + 1 < text.size(); ++at) {
    if (!begins_[pair_of(bytes[at], bytes[at + 1])]) continue;
    if (const auto length = match(text, at); length > 0) return {at, length};
  }
  return {text.size(), 0};
}

void redaction::apply(std::string& text) const {
  if (needles_.empty()) return;
  auto [at, length] = find(text, 0);
  auto written = at;
  while (length > 0) {
    // What is left of an escape would spoil the JSON around it.
    while (written > 0 && text[written - 1] == '\\') --written;
    written += instead.copy(text.data() + written, instead.size());
    const auto end = at + length;
    std::tie(at, length) = find(text, end);
    std::memmove(text.data() + written, text.data() + end, at - end);
    written += at - end;
  }
  text.resize(written);
}

}  // namespace algolog
