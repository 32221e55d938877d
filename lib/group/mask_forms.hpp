#pragma once

#include <cstddef>
#include <string_view>

namespace algolog {

// ASCII only, whatever the locale: other letters are part of no form.
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_letter(char c) noexcept { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool is_word(char c) noexcept { return is_letter(c) || is_digit(c) || c == '_'; }
constexpr bool is_hex(char c) noexcept {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

/// How many digits, or characters of a word, `text` begins with.
std::size_t digits(std::string_view text) noexcept;
std::size_t word(std::string_view text) noexcept;

/// What a message's text at some place begins with, where that is replaced.
struct form {
  std::size_t length = 0;  ///< 0: nothing of the kind
  std::string_view mask;
  std::string_view kept;  ///< stands after the mask: the extension of a path
};

/// The first of: request id, UUID, URI, e-mail address, time, address, long hexadecimal, path,
/// shape of a tensor, size with its unit, number. `rest` begins where no word goes on.
form find_form(std::string_view rest) noexcept;

}  // namespace algolog
