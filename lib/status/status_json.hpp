#pragma once

#include <string>
#include <string_view>

#include "error.hpp"
#include "status/status.hpp"
#include "status/verdict.hpp"

namespace algolog {

/// One JSON object, on one line: every field of `status` under its own name, `targets[].what` as
/// `collection`. Instants are milliseconds since the epoch, UTC; enums go by their `name_of`; what
/// is absent is null. With `of_it`, `verdict` holds `level`, `sentence` and `attention`.
std::string to_json(const status& of, const verdict* of_it = nullptr);

/// Reads that again. Fields that are missing, as an older daemon's may be, keep their defaults and
/// unknown ones are ignored; `at`, `live` and `targets` must be there. `errc::not_json`,
/// `errc::too_large` or `errc::unexpected_shape`.
result<status> status_from_json(std::string_view text);

}  // namespace algolog
