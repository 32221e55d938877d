#pragma once

#include <cstddef>
#include <sstream>
#include <string>

namespace algolog::test {

/// How many lines of `text` hold `part`.
inline std::size_t lines_with(const std::string& text, const std::string& part) {
  std::istringstream in(text);
  std::size_t count = 0;
  for (std::string line; std::getline(in, line);) count += line.find(part) != line.npos ? 1U : 0U;
  return count;
}

}  // namespace algolog::test
