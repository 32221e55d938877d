#pragma once

#include <optional>
#include <string_view>

#include "error.hpp"

namespace algolog {

/// What went wrong, when an answer is not a success: from the HTTP status and from the API's error
/// object, `{"code": 5005, "message": "…"}`, the same under an "error" key, or `{"error": "…"}` as
/// a string; each of them also comes with status 200, but not beside the fields of a build,
/// version, algorithm or page. Nothing for a success. The detail is one line, "HTTP 403, code 2001:
/// not authorized", with at most 200 bytes of the body.
std::optional<error> find_api_error(unsigned status, std::string_view body);

}  // namespace algolog
