#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace algolog {

/// Throws `config_error`, with the line, for a text that nests deeper than any real
/// configuration. To be called before the text is parsed: the parsed tables are destroyed by
/// recursion, and a key of 50,000 parts would overflow the stack.
void require_bounded(std::string_view toml, const std::filesystem::path& file);

inline constexpr std::size_t most_key_parts = 16;  ///< of one dotted key, or of one [header]
inline constexpr std::size_t most_nesting = 32;    ///< arrays and inline tables in each other

}  // namespace algolog
