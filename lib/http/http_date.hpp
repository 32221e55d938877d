#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace algolog {

/// An HTTP date (RFC 9110, 5.6.7) in any of its three forms, as milliseconds since the epoch, UTC.
std::optional<std::int64_t> parse_http_date(std::string_view value);

}  // namespace algolog
