#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <vector>

namespace algolog {

/// The files of an open database, as they were when it was opened: do their names still lead to
/// them?
class open_files {
 public:
  /// `name` as configured, which may be a link to `file`. Its -wal and -shm are there by now.
  open_files(const std::filesystem::path& name, const std::filesystem::path& file);

  /// The first whose name leads to another file by now, or to none.
  std::optional<std::filesystem::path> moved() const;
  /// Whether the database was moved and its -wal or -shm is still there. SQLite would apply that
  /// WAL to the file that took the place of the database.
  bool left_behind() const;
  /// Deletes what `left_behind` found.
  void remove_left_behind() const;

 private:
  struct known {
    std::filesystem::path name;
    dev_t device;
    ino_t inode;
  };
  void add(const std::filesystem::path& name);
  static bool leads_there(const known& one);
  bool is_side(const known& one) const;

  std::filesystem::path file_;
  std::vector<known> all_;
};

}  // namespace algolog
