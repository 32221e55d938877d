#pragma once

#include <SQLiteCpp/Statement.h>

#include <string_view>
#include <vector>

#include "report/queries.hpp"

namespace algolog {

/// Private to lib/report: what *queries.cpp share.

/// Errors `x` with `algorithm` and `message`; a condition follows.
inline constexpr std::string_view select_errors =
    "SELECT x.*, s.algorithm, s.message FROM errors AS x"
    " JOIN newest_errors_source AS s ON s.seq = x.seq";

std::vector<record> rows_of(SQLite::Statement& query);

}  // namespace algolog
