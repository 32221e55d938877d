#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "config/algorithm_ref.hpp"

namespace algolog {

// The routes that are polled: path and query, to be put behind the configured URL. Every segment
// and value is percent-encoded.

/// `GET /v1/algorithms/UUID` when the UUID alone is known, otherwise `…/OWNER/NAME`.
std::string algorithm_route(const algorithm_ref& algorithm);
/// `GET /v1/algorithms/{OWNER/NAME | UUID}/errors`
std::string errors_route(const algorithm_ref& algorithm);
/// `GET /v1/algorithms/OWNER/NAME/builds?limit=N&marker=M`; the name must be known, as below.
std::string builds_route(const algorithm_ref& algorithm, std::size_t limit,
                         const std::optional<std::string>& marker);
/// `GET /v1/algorithms/OWNER/NAME/builds/BUILD_ID`
std::string build_route(const algorithm_ref& algorithm, std::string_view build_id);
/// `GET /v1/algorithms/OWNER/NAME/builds/BUILD_ID/logs`
std::string build_log_route(const algorithm_ref& algorithm, std::string_view build_id);
/// `GET /v1/algorithms/OWNER/NAME/versions?limit=N&marker=M`
std::string versions_route(const algorithm_ref& algorithm, std::size_t limit,
                           const std::optional<std::string>& marker);
/// `GET /v1/algorithms/OWNER/NAME/versions/GIT_HASH`
std::string version_route(const algorithm_ref& algorithm, std::string_view git_hash);

/// What a route asks for: the reverse of the functions above, to find the parser for a body from
/// the quarantine.
struct route {
  enum class kind { algorithm, errors, builds, build, build_log, versions, version };

  kind what = kind::algorithm;
  algorithm_ref algorithm;  ///< by name or by UUID, as the route has it
  std::string id;           ///< BUILD_ID or GIT_HASH, where there is one

  friend bool operator==(const route&, const route&) = default;
};

/// Takes every route by OWNER/NAME and by UUID. Nothing for any other text.
std::optional<route> parse_route(std::string_view text);

}  // namespace algolog
