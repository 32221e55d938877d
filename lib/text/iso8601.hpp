#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace algolog {

/// "2021-07-29T21:12:56.442Z" (RFC 3339 without leap seconds; any number of fraction digits,
/// offsets too) to milliseconds since the epoch, UTC, of the years 0 to 9999. Nothing for any other
/// text.
std::optional<std::int64_t> parse_iso8601(std::string_view text);

/// The reverse, always with milliseconds and 'Z'; the number itself where no such year has it.
std::string format_iso8601(std::int64_t ms);

}  // namespace algolog
