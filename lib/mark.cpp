#include "mark.hpp"

#include <xxhash.h>

#include <random>

namespace algolog {
namespace {

std::uint64_t drawn_seed() {
  std::random_device chance;
  return (std::uint64_t{chance()} << 32U) | chance();
}

}  // namespace

mark mark_of(std::string_view text) noexcept {
  static const auto seed = drawn_seed();
  const auto hash = XXH3_128bits_withSeed(text.data(), text.size(), seed);
  return {hash.low64, hash.high64};
}

}  // namespace algolog
