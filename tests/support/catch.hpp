#pragma once

// Catch2 2.13 (Debian 12) and 3 (Debian 13) differ in their headers only, as far as these tests go.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
#else
#include <catch2/catch.hpp>
inline auto ContainsSubstring(const std::string& text) { return Catch::Matchers::Contains(text); }
inline auto StartsWith(const std::string& text) { return Catch::Matchers::StartsWith(text); }
#endif
