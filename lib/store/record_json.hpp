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

/// What a JSON object says beside an older one. A member of null is as good as none, and objects
/// inside are compared member by member, too.
struct json_change {
  bool adds = false;    ///< members that the older one lacks
  bool lacks = false;   ///< members that only the older one has
  bool alters = false;  ///< other values
};
json_change compare_json(const std::optional<std::string>& older,
                         const std::optional<std::string>& newer);

/// `first` with what only `second` has, in objects inside, too.
std::optional<std::string> united_json(const std::optional<std::string>& first,
                                       const std::optional<std::string>& second);

}  // namespace algolog
