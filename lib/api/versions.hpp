#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/records.hpp"
#include "error.hpp"

namespace algolog {

/// Parses the `results` of one page of `GET …/versions`; see `parse_errors` for what is refused.
result<parsed<version_record>> parse_versions(std::string_view results);

/// Parses `GET …/versions/GIT_HASH`, the only route with `compilation.output`.
result<version_record> parse_version(std::string_view body);

/// Only `compilation.output` of the same answer, which need not repeat the hash that was asked for.
result<std::optional<std::string>> parse_version_log(std::string_view body);

}  // namespace algolog
