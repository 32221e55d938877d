#pragma once

#include <string>

#include "store/backup.hpp"

namespace algolog {

/// The line over which a copy in progress is drawn: "copying: 45 %".
std::string draw_progress(const copy_progress& now);

/// What a backup came to.
std::string draw_backup(const backup_result& made);

/// The same as one JSON object on one line.
std::string backup_json(const backup_result& made);

}  // namespace algolog
