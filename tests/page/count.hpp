#pragma once

#include <cstddef>
#include <string_view>

namespace algolog::test {

/// How often `part` stands in `text`.
inline std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto i = text.find(part); i != text.npos; i = text.find(part, i + 1)) ++found;
  return found;
}

}  // namespace algolog::test
