#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace algolog::test {

/// The bytes of a file; none where there is no file.
inline std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace algolog::test
