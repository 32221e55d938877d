#pragma once

#include <filesystem>

namespace algolog {

/// The file that a path leads to, through symbolic links as well, also when it is not there yet.
/// What stands beside a database (-wal, -lock) stands beside that, whatever name it is opened by.
std::filesystem::path real_path(const std::filesystem::path& name);

}  // namespace algolog
