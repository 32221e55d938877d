#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "store/store_load.hpp"

namespace algolog {

/// Whether the store thread gives a sign of life: records wait, and neither a commit nor a failure
/// ends. Pure: time is passed in.
class store_pulse {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// How long nothing has ended by now; nothing: it is well, or there is nothing to do.
  std::optional<std::chrono::seconds> silent_for(const store_load& load, time now);

 private:
  std::size_t ended_ = 0;  ///< transactions, committed or not
  std::optional<time> since_;
};

}  // namespace algolog
