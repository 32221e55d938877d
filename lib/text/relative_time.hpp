#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace algolog {

/// "just now", "40 s ago", "3 min ago", "5 h ago", "2 days ago", "in 3 min".
std::string relative_time(std::int64_t then, std::int64_t now);

/// "2026-11-22 00:19:10", UTC: what tables show.
std::string table_time(std::int64_t milliseconds);

/// How long something took: "850ms", "12.3s", "4m 12s", "3h 5m".
std::string elapsed(std::int64_t milliseconds);

/// What --since takes: a duration back from `now` ("1h", "7d"), a date or an ISO 8601 instant (UTC
/// where it has no offset).
std::optional<std::int64_t> parse_since(std::string_view text, std::int64_t now);

}  // namespace algolog
