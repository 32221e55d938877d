#pragma once

#include <optional>
#include <string>

#include "web/answer.hpp"

namespace algolog {

struct web_request;

/// What the status server has.
enum class web_route { page, style, icon, metrics, health, ready, status };

/// Where a request goes; nothing: nowhere, and `rejection` is the answer.
struct routed {
  std::optional<web_route> to;
  std::string query;  ///< without '?'
  answer rejection;
};

/// `loopback`: the request came over the loopback. A web page that is made to resolve its own name
/// to 127.0.0.1 (DNS rebinding) could read what is here then, so its host must be an address or
/// localhost.
routed find_route(const web_request& request, bool loopback);

}  // namespace algolog
