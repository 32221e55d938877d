#pragma once

#include <string>

#include "poll/event.hpp"
#include "store/store_news.hpp"

namespace algolog {

// The log lines of the poll loop; each thing is said once, here. From any thread.

/// What the plan found. Faults and gaps at `warn`, their ends and new rows at `info`; of a poll
/// that brought nothing, and of the gaps in between as long as every poll leaves one, at `debug`
/// only.
void log(const event& what);

/// A fault of the database, which concerns every target alike.
void log_store(const std::string& database, const store_news& news);

}  // namespace algolog
