#include "store/real_path.hpp"

#include <system_error>

namespace algolog {

using std::filesystem::path;

namespace {

constexpr int most_links = 40;  // as the kernel follows

}  // namespace

path real_path(const path& name) {
  std::error_code failed;
  auto file = std::filesystem::absolute(name);
  for (int i = 0; i < most_links && std::filesystem::is_symlink(file, failed); ++i) {
    const auto leads_to = std::filesystem::read_symlink(file, failed);
    if (failed) break;
    file = file.parent_path() / leads_to;
  }
  const auto folder = std::filesystem::canonical(file.parent_path(), failed);
  return failed ? file : folder / file.filename();
}

}  // namespace algolog
