#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace algolog {

/// `text` as something that can neither end a line nor steer a terminal nor turn the writing
/// direction: such characters, and bytes that are not UTF-8, become visible ("\n", "\x1b",
/// "\u202e"). Cut at `most` bytes, with "…".
std::string printable(std::string_view text, std::size_t most = 500);

/// Lines of text without anything that steers a terminal: each as `printable`, of any length, and
/// tabs stay. Every line ends with a line break.
std::string safe_lines(std::string_view text);

/// The columns `text` takes on a terminal. For text that is printable.
std::size_t display_width(std::string_view text);

/// The longest beginning of `text` that takes at most `columns`, never half a character.
std::string_view fitting(std::string_view text, std::size_t columns);

}  // namespace algolog
