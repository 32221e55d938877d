#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "status/attention.hpp"
#include "status/status.hpp"

namespace algolog {

/// What a status comes to: one sentence, and what wants attention, worst first. Pure.
struct verdict {
  enum class level { good, warning, bad };
  level how = level::good;
  std::string sentence;  ///< "Losing nothing: 412 targets, oldest success 48 s ago"
  std::vector<attention>
      wants;  ///< bounded; what is left out is counted in a last item of its kind
};

/// `now`: milliseconds since the epoch, UTC, by the same clock as `of.at`.
verdict judge(const status& of, std::int64_t now);

}  // namespace algolog
