#pragma once

#include <string>

namespace algolog {

/// `text` with U+FFFD in place of each byte that is no UTF-8, as JSON must not have any (RFC 8259,
/// 8.1). What is UTF-8 stays as it is, control characters included.
std::string valid_utf8(std::string text);

}  // namespace algolog
