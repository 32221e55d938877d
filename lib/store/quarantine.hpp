#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace algolog {

class statement_cache;

/// What was received and cannot be stored where it belongs.
struct unstorable {
  enum class kind {
    not_understood,
    conflict,  ///< a record whose row is stored, with other content
  };
  kind what = kind::not_understood;
  std::string reason;
  std::string_view received;        ///< what the digest is of
  std::optional<std::string> kept;  ///< what may be kept of it: less than `received` for privacy
};

/// The kind of a row, which only its `reason` tells.
unstorable::kind kind_of(std::string_view reason) noexcept;

/// What is kept of a body.
inline constexpr std::size_t quarantined_bytes = 64U << 10;

/// Adds a row to `quarantine`, with the first 64 KiB of the body, unless one with the same digest
/// was added within the hour. The table has at most 1,000 rows, so that a faulty cluster cannot
/// fill the disk. First the oldest conflict is deleted, because its row is stored; else the oldest
/// of the same digest; else the oldest. True if the digest was not there before.
bool quarantine(statement_cache& cache, const poll_facts& poll, const std::string& cluster,
                const unstorable& what);

}  // namespace algolog
