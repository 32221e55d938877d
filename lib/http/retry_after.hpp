#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace algolog {

/// `Retry-After` (RFC 9110, 10.2.3): seconds, or an HTTP date compared with `now` (milliseconds
/// since the epoch, UTC). Never negative. Nothing for any other text.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, std::int64_t now);

}  // namespace algolog
