#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace algolog {

/// "1,024".
std::string with_commas(std::int64_t value);
std::string with_commas(std::size_t value);

/// "1 target", "1,024 targets".
std::string counted(std::int64_t count, std::string_view what);
std::string counted(std::size_t count, std::string_view what);

/// A number for people, never with an exponent: "2,345", "98.1", "0.04", "< 0.01".
std::string figure(double value);

}  // namespace algolog
