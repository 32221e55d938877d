#include "mark.hpp"

#include <xxhash.h>

#include <random>

namespace algolog {
namespace {

std::uint64_t draw() {
  std::random_device chance;
  return (std::uint64_t{chance()} << 32U) | chance();
}

std::uint64_t seed() {
  static const auto drawn = draw();
  return drawn;
}

}  // namespace

mark mark_of(std::string_view text) noexcept {
  const auto hash = XXH3_128bits_withSeed(text.data(), text.size(), seed());
  return {hash.low64, hash.high64};
}

std::uint64_t short_mark_of(std::string_view text) noexcept {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed());
}

}  // namespace algolog
