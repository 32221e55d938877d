#pragma once

#include <span>
#include <string_view>

namespace algolog {

/// One step of the schema, embedded from schema/NNNN_*.sql.
struct migration {
  int version;  ///< NNNN: what `PRAGMA user_version` is once it is applied
  std::string_view sql;
};

/// Every migration, oldest first, without holes: 1, 2, 3, …
std::span<const migration> migrations() noexcept;

}  // namespace algolog
