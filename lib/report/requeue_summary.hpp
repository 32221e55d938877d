#pragma once

#include <string>

#include "report/table.hpp"
#include "store/requeue.hpp"

namespace algolog {

/// What `requeue` came to: how many rows and records went where, then why the rest stays.
std::string draw_requeue(const requeue_result& all, table_style style);

/// The same as one JSON object on one line.
std::string requeue_json(const requeue_result& all, bool dry_run);

}  // namespace algolog
