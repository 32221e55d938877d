#pragma once

#include <string_view>

#include "config/algorithm_ref.hpp"
#include "error.hpp"

namespace algolog {

/// Parses `GET /v1/algorithms/{OWNER/NAME | UUID}`. The UUID is `id`, which may be absent; the
/// owner shows only in `self_link`, "…/v1/algorithms/OWNER/NAME/versions/HASH". What the answer
/// does not tell is taken from `asked`. `errc::unexpected_shape` when it tells of no algorithm at
/// all.
result<algorithm_ref> parse_algorithm(std::string_view body, const algorithm_ref& asked);

}  // namespace algolog
