#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "error.hpp"

namespace algolog {

/// Parses one JSON text (RFC 8259), UTF-8 checked, for all callers. Its memory is bounded,
/// because a value may be 24 times as large as its text: at most 8 MiB + 4 × the text, or
/// `errc::too_large`. At most 64 levels deep, so that code that walks through it may recurse.
/// `errc::not_json` when it is not JSON, or has a number like 1e999, which would be written as
/// "Infinity".
result<boost::json::value> parse_json(std::string_view text);

}  // namespace algolog
