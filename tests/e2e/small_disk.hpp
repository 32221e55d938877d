#pragma once

#include <cstddef>
#include <filesystem>

namespace e2e {

/// A file system of a few mebibytes (tmpfs) that only this process and its children see.
class small_disk {
 public:
  small_disk(const std::filesystem::path& folder, std::size_t mebibytes);
  ~small_disk();
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;

  /// False where neither root nor a user namespace may mount.
  bool mounted() const noexcept { return mounted_; }
  /// Not a byte more can be written.
  void fill() const;
  void make_room() const;

 private:
  std::filesystem::path folder_;
  bool mounted_;
};

}  // namespace e2e
