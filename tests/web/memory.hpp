#pragma once

#include <malloc.h>

#include <cstddef>

namespace algolog::test {

/// What the whole program has allocated; 0 under AddressSanitizer, which does not tell.
inline std::size_t bytes_in_use() {
  const auto now = ::mallinfo2();
  return now.uordblks + now.hblkhd;
}

}  // namespace algolog::test
