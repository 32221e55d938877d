#pragma once

#include <cstdint>
#include <string_view>

namespace algolog {

/// One character of UTF-8 (RFC 3629), or one byte that is none.
struct character {
  static constexpr std::uint32_t none = 0xffffffffU;

  std::uint32_t code = none;  ///< of Unicode
  std::string_view bytes;     ///< of the text that it was taken from

  bool is_valid() const noexcept { return code != none; }
};

/// Takes one character off the front of `text`, which is not empty. A byte that begins none is
/// taken alone, so that it never swallows what follows.
character take_character(std::string_view& text) noexcept;

}  // namespace algolog
