#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "poll/once.hpp"
#include "report/table.hpp"

namespace algolog {

/// What `once` came to, a line per algorithm and then each failure with its reason.
std::string draw_summary(const std::vector<once_row>& rows, table_style style);

/// One JSON object per poll and line.
std::string summary_json(const std::vector<once_row>& rows);

/// One line for a terminal while `once` runs: "polled 120 of 250: 4210 errors, 310 builds, 96
/// logs".
std::string draw_progress(const std::vector<once_row>& rows, std::size_t expected);

std::size_t failures_in(const std::vector<once_row>& rows);

}  // namespace algolog
