#pragma once

#include <string>
#include <string_view>

#include "api/records.hpp"
#include "error.hpp"

namespace algolog {

/// Parses the `results` of one page of `GET …/builds`; see `parse_errors` for what is refused.
result<parsed<build_record>> parse_builds(std::string_view results);

/// Parses `GET …/builds/BUILD_ID`.
result<build_record> parse_build(std::string_view body);

/// Parses `GET …/builds/BUILD_ID/logs`, `{"logs": "…"}`.
result<std::string> parse_build_log(std::string_view body);

}  // namespace algolog
