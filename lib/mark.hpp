#pragma once

#include <cstdint>
#include <string_view>

namespace algolog {

/// Tells whether two texts that this process has seen are equal: XXH3 of 128 bits, with a seed that
/// is drawn at the start, so that nobody can prepare two texts with one mark. Never stored.
struct mark {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  /// Whether it is one: nothing was marked otherwise.
  explicit operator bool() const noexcept { return low != 0 || high != 0; }
  friend bool operator==(const mark&, const mark&) = default;
};

mark mark_of(std::string_view text) noexcept;

/// One of 64 bits, by the same seed, where many are kept and few are compared.
std::uint64_t short_mark_of(std::string_view text) noexcept;

}  // namespace algolog
