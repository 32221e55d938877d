#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "report/output.hpp"

namespace algolog {

/// Whether an error could be shown, and if not, why.
struct details_outcome {
  enum class kind { printed, no_error, ambiguous };
  kind what = kind::printed;
  std::string message;  ///< for all but `printed`; several lines if ambiguous
};

/// Prints all that is stored of the errors of one execution, or of the one with this `seq`:
/// message, stack trace with the calls within the app marked, input, the build that made the
/// version, and whether errors may be missing around it. `id` as `errors_of` takes it; `now` in ms,
/// UTC. Or the same as one JSON object for each.
details_outcome print_error(SQLite::Database& db, std::string_view id, bool json, std::int64_t now,
                            output& out);

}  // namespace algolog
