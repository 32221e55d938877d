#include "store/open_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace algolog {

using std::filesystem::path;

open_files::open_files(const path& name, const path& file) : file_(file) {
  add(file);
  if (name != file) add(name);
  add(path(file) += "-wal");
  add(path(file) += "-shm");
}

void open_files::add(const path& name) {
  struct stat found {};
  if (::stat(name.c_str(), &found) == 0) all_.push_back({name, found.st_dev, found.st_ino});
}

// If looking up the name fails for another reason, the file counts as unmoved.
bool open_files::leads_there(const known& one) {
  struct stat found {};
  if (::stat(one.name.c_str(), &found) != 0) return errno != ENOENT && errno != ENOTDIR;
  return found.st_ino == one.inode && found.st_dev == one.device;
}

std::optional<path> open_files::moved() const {
  const auto gone = std::ranges::find_if_not(all_, leads_there);
  if (gone == all_.end()) return std::nullopt;
  return gone->name;
}

bool open_files::is_side(const known& one) const {
  const auto name = one.name.string();
  return name == file_.string() + "-wal" || name == file_.string() + "-shm";
}

bool open_files::left_behind() const {
  if (all_.empty() || leads_there(all_.front())) return false;
  return std::ranges::any_of(all_,
                             [this](const known& one) { return is_side(one) && leads_there(one); });
}

void open_files::remove_left_behind() const {
  if (!left_behind()) return;
  for (const auto& one : all_) {
    if (is_side(one) && leads_there(one)) ::unlink(one.name.c_str());
  }
}

}  // namespace algolog
