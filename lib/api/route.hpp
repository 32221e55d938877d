#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/algorithm_ref.hpp"

namespace algolog {

/// What a request target asks for: `request_target` read backwards, so that a body kept in the
/// quarantine finds its parser again.
struct route {
  enum class kind { algorithm, errors, builds, build, build_log, versions, version };

  kind what = kind::algorithm;
  algorithm_ref algorithm;  ///< by name or by UUID, as the target has it
  std::string id;           ///< BUILD_ID or GIT_HASH, where there is one

  friend bool operator==(const route&, const route&) = default;
};

/// Takes every route by OWNER/NAME and by UUID. Nothing for any other target.
std::optional<route> parse_route(std::string_view target);

}  // namespace algolog
