#pragma once

#include <string>
#include <string_view>

#include "report/output.hpp"
#include "report/queries.hpp"

namespace algolog {

/// Whether a build log could be printed, and if not, why.
struct log_outcome {
  enum class kind {
    printed,
    no_build,     ///< no build has this id
    ambiguous,    ///< more than one build has an id that begins so
    not_yet,      ///< the build runs, or its log is still to be fetched
    unavailable,  ///< the cluster has no log for it, or retention deleted it
  };
  kind what = kind::printed;
  std::string message;  ///< one line, for all but `printed`
};

/// Prints the log of the build whose id is, or begins with, `build_id`: its exact bytes, except on
/// a terminal, where control characters are made visible; or as one JSON object.
log_outcome print_build_log(SQLite::Database& db, std::string_view build_id, bool json,
                            output& out);

}  // namespace algolog
