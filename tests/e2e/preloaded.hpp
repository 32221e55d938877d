#pragma once

#include <cstdlib>
#include <string>

#include "process.hpp"

namespace e2e {

/// The environment of a daemon with `library` preloaded, which AddressSanitizer wants to be told
/// of.
inline environment preloaded(const std::string& library, const std::string& name,
                             const std::string& value) {
  const char* options = std::getenv("ASAN_OPTIONS");
  const std::string asan = options == nullptr ? "" : std::string(options) + ":";
  return {
      {"LD_PRELOAD", library}, {"ASAN_OPTIONS", asan + "verify_asan_link_order=0"}, {name, value}};
}

}  // namespace e2e
