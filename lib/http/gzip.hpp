#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "error.hpp"

namespace algolog {

/// Inflates a gzip body (RFC 1952). `errc::too_large` as soon as more than `limit` bytes come out,
/// `errc::bad_http` when it does not decode or ends early.
result<std::string> gunzip(std::string_view compressed, std::size_t limit);

}  // namespace algolog
