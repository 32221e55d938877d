#pragma once

#include <string_view>

namespace algolog {

/// What is polled of an algorithm; the names are those of `[[cluster]] collect` and of `polls`.
enum class collection { algorithm, errors, builds, logs, versions };
std::string_view name_of(collection what) noexcept;

}  // namespace algolog
