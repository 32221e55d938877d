#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "error.hpp"

namespace algolog {

/// Parses one JSON text (RFC 8259), UTF-8 checked, for every place that does. What it takes is
/// bounded, because a value may be 24 times as large as its text: at most 8 MiB + 4 × the text, or
/// `errc::too_large`; at most 64 levels deep, so that whoever walks through it may recurse.
/// `errc::not_json` when it is none, or holds a number like 1e999,
/// which would come out as "Infinity", no JSON any more.
result<boost::json::value> parse_json(std::string_view text);

}  // namespace algolog
