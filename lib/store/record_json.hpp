#pragma once

#include <optional>
#include <string>

#include "api/records.hpp"

namespace algolog {

/// A record as the JSON object it came from, for the quarantine: its fields and those of `extra`.
std::string as_json(const error_record& record);
std::string as_json(const build_record& record);

/// Whether two JSON texts say the same; the order of members does not count.
bool is_same_json(const std::optional<std::string>& left, const std::optional<std::string>& right);

}  // namespace algolog
