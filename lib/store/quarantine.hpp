#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace algolog {

class statement_cache;

/// What was received and cannot be stored where it belongs.
struct unstorable {
  std::string reason;               ///< its kind is the text before the first ':'
  std::string_view received;        ///< what the digest is of
  std::optional<std::string> kept;  ///< what may be kept of it: less than `received` for privacy
};

/// Adds a row to `quarantine`, with the first 64 KiB of the body. The same body for the same kind
/// of reason makes one row an hour: a window that is polled again brings it again.
void quarantine(statement_cache& cache, const poll_facts& poll, const std::string& cluster,
                const unstorable& what);

/// Whether these bytes are in quarantine.
bool is_quarantined(statement_cache& cache, std::string_view received);

}  // namespace algolog
