#pragma once

#include <string_view>

#include "api/records.hpp"
#include "config/algorithm_ref.hpp"
#include "error.hpp"

namespace algolog {

/// Parses the body of `GET /v1/algorithms/{OWNER/NAME | UUID}/errors`: a JSON array. `polled` lends
/// its owner and name to records without their own. A record that is not understood lands in
/// `refused` alone; `errc::not_json` or `errc::unexpected_shape` when the body is no such array.
result<parsed<error_record>> parse_errors(std::string_view body, const algorithm_ref& polled);

}  // namespace algolog
