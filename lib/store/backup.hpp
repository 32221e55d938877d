#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "store/copy.hpp"

namespace algolog {

/// What a backup is asked for, and cannot do as asked (EX_USAGE).
class backup_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct backup_order {
  std::filesystem::path to;  ///< a file, or a folder where it gets a dated name
  bool replace = false;      ///< an existing file
  std::size_t keep = 0;      ///< dated copies of this database to keep in the folder, this one
                             ///< included; 0: all
};

struct backup_result {
  std::filesystem::path file;
  std::uintmax_t bytes = 0;
  database_facts facts;
  std::vector<std::filesystem::path> deleted;  ///< older ones of the folder
};

/// Makes a verified copy of one moment of the database `from`, which may be written meanwhile. It
/// has its name once it is whole and on the disk, or nothing is there. `now`: ms since the epoch.
/// Throws `backup_error`, `database_error`, `copy_stopped`, std::system_error, SQLite::Exception.
backup_result back_up(const std::filesystem::path& from, const backup_order& order,
                      std::int64_t now, const copy_listener& listener);

}  // namespace algolog
