#pragma once

#include <filesystem>

#include "store/database.hpp"

namespace algolog {

/// Holds flock(2) on "FILE-lock", FILE being where the database is (`real_path`), whose text is the
/// holder's process id. The kernel releases it when the process ends. The file itself is never
/// deleted, because then two processes could lock two files of the same name.
class database::file_lock {
 public:
  explicit file_lock(const std::filesystem::path& database);
  ~file_lock();
  file_lock(const file_lock&) = delete;
  file_lock& operator=(const file_lock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace algolog
