#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace algolog {

/// How many digits, or characters of a word, `text` begins with.
std::size_t count_digits(std::string_view text) noexcept;
std::size_t count_word(std::string_view text) noexcept;

/// Whether `text` is one of `words`, which are in lower case, in whatever case.
bool is_one_of(std::string_view text, std::span<const std::string_view> words) noexcept;

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
