#pragma once

#include "report/output.hpp"
#include "report/queries.hpp"

namespace algolog {

struct list_options {
  record_filter filter;
  bool json = false;    ///< one object per line instead of a table
  bool follow = false;  ///< goes on with what arrives; returns only by `output_closed`
};

/// TIME, ALGORITHM, TYPE, MESSAGE, REQUEST.
void list_errors(SQLite::Database& db, const list_options& options, output& out);

/// STARTED, ALGORITHM, STATUS, VERSION, DURATION, LOG, BUILD.
void list_builds(SQLite::Database& db, const list_options& options, output& out);

/// FROM, TO, SPAN, ALGORITHM, REASON, DETECTED.
void list_gaps(SQLite::Database& db, const list_options& options, output& out);

}  // namespace algolog
