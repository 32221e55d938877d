#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace simcluster {

/// Random numbers that are the same on every standard library (splitmix64), unlike those of
/// <random>'s distributions: a seed must mean one world everywhere.
class dice {
 public:
  explicit dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  /// 0 … n-1; `n` is not 0.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  /// 0 … 1, without 1.
  double real() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  bool chance(double probability) { return real() < probability; }
  double exponential(double mean) { return -mean * std::log1p(-real()); }

  template <class Array>
  const auto& pick(const Array& choices) {
    return choices[below(std::size(choices))];
  }

  std::string hex(std::size_t digits) {
    std::string text;
    while (text.size() < digits) text += "0123456789abcdef"[next() >> 60];
    return text;
  }

  std::string uuid() {
    std::string text = hex(32);
    text[12] = '4';
    text[16] = "89ab"[next() >> 62];
    for (const std::size_t at : {8u, 13u, 18u, 23u}) text.insert(at, 1, '-');
    return text;
  }

 private:
  std::uint64_t state_;
};

/// A seed of its own for whatever `name` names (FNV-1a), so that streams do not disturb each other.
inline std::uint64_t seed_for(std::uint64_t seed, std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325u ^ (seed * 0x9e3779b97f4a7c15u);
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  }
  return hash;
}

}  // namespace simcluster
