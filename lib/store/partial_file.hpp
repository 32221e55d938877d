#pragma once

#include <filesystem>

namespace algolog {

/// A file in the making. It gets its final name once it is whole and on the disk; until then it has
/// another, and is gone with the object. What is found under that other name, left by a process
/// that was killed or put there by another user, is deleted and never written into: whoever owns a
/// file can read what comes into it.
class partial_file {
 public:
  /// Makes it, 0640. Throws std::system_error; `database_error` (locked) when another process makes
  /// it just now.
  explicit partial_file(std::filesystem::path name);
  ~partial_file();
  partial_file(const partial_file&) = delete;
  partial_file& operator=(const partial_file&) = delete;

  const std::filesystem::path& name() const noexcept { return name_; }
  /// Writes it to the disk and names it `whole`, in the same folder. Throws std::system_error, also
  /// where `whole` exists, unless it may be replaced.
  void publish(const std::filesystem::path& whole, bool replace);

 private:
  std::filesystem::path name_;
  int fd_ = -1;
  bool published_ = false;
};

}  // namespace algolog
