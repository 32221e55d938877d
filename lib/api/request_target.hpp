#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "config/algorithm_ref.hpp"

namespace algolog {

// Request targets (RFC 9112, 3.2.1: path and query) of every route that is polled, to be put on the
// configured base. Every segment and value is percent-encoded.

/// `GET /v1/algorithms/UUID` when the UUID alone is known, otherwise `…/OWNER/NAME`.
std::string algorithm_target(const algorithm_ref& algorithm);
/// `GET /v1/algorithms/{OWNER/NAME | UUID}/errors`
std::string errors_target(const algorithm_ref& algorithm);
/// `GET /v1/algorithms/OWNER/NAME/builds?limit=N&marker=M`; the name must be known, as below.
std::string builds_target(const algorithm_ref& algorithm, std::size_t limit,
                          const std::optional<std::string>& marker);
/// `GET /v1/algorithms/OWNER/NAME/builds/BUILD_ID`
std::string build_target(const algorithm_ref& algorithm, std::string_view build_id);
/// `GET /v1/algorithms/OWNER/NAME/builds/BUILD_ID/logs`
std::string build_log_target(const algorithm_ref& algorithm, std::string_view build_id);
/// `GET /v1/algorithms/OWNER/NAME/versions?limit=N&marker=M`
std::string versions_target(const algorithm_ref& algorithm, std::size_t limit,
                            const std::optional<std::string>& marker);
/// `GET /v1/algorithms/OWNER/NAME/versions/GIT_HASH`
std::string version_target(const algorithm_ref& algorithm, std::string_view git_hash);

}  // namespace algolog
