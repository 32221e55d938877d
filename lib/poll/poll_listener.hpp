#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "poll/watch.hpp"

namespace algolog {

/// A poll that ended, for those who count.
struct finished_poll {
  std::string_view cluster;
  collection what;
  const poll_report& report;
  std::chrono::nanoseconds took;
};

/// Called on the I/O thread; must not throw.
using poll_listener = std::function<void(const finished_poll&)>;

}  // namespace algolog
