#include "small_disk.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

namespace e2e {
namespace {

/// Keeps user and group as they are: later tests of the process notice nothing.
void map_to_itself(const char* file, unsigned id) {
  std::ofstream(file) << id << ' ' << id << " 1";
}

/// Mounts of this process are its own from now on. Without root it takes a user namespace, which a
/// process with threads cannot enter.
bool leave_shared_mounts() {
  const auto user = ::geteuid();
  const auto group = ::getegid();
  if (::unshare(CLONE_NEWNS) != 0) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    std::ofstream("/proc/self/setgroups") << "deny";
    map_to_itself("/proc/self/uid_map", user);
    map_to_itself("/proc/self/gid_map", group);
  }
  return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

bool mount_tmpfs(const std::filesystem::path& folder, std::size_t mebibytes) {
  const auto options = "size=" + std::to_string(mebibytes) + "m";
  return ::mount("tmpfs", folder.c_str(), "tmpfs", 0, options.c_str()) == 0;
}

}  // namespace

small_disk::small_disk(const std::filesystem::path& folder, std::size_t mebibytes)
    : folder_(folder), mounted_(leave_shared_mounts() && mount_tmpfs(folder, mebibytes)) {}

small_disk::~small_disk() {
  if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
}

void small_disk::fill() const {
  const int fd = ::open((folder_ / "filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const std::vector<char> block(4096);
  while (::write(fd, block.data(), block.size()) > 0) {
  }
  ::close(fd);
}

void small_disk::make_room() const { std::filesystem::remove(folder_ / "filler"); }

}  // namespace e2e
