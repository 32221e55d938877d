#include "poll/pace.hpp"

#include <algorithm>

namespace algolog {
namespace {

constexpr double kept_per_poll = 0.8;  // of the rate, when fewer executions fail than before

}  // namespace

void pace::on_window(std::size_t fresh, milliseconds since, std::size_t limit) {
  // The rate between two polls that are close together is too uncertain.
  const std::chrono::duration<double> span = std::max(since, shortest_);
  rate_ = std::max(static_cast<double>(fresh) / span.count(), rate_ * kept_per_poll);
  const auto half = static_cast<double>(limit) / 2;
  const std::chrono::duration<double> longest = longest_;
  const std::chrono::duration<double> wanted(rate_ * longest.count() > half ? half / rate_
                                                                            : longest.count());
  interval_ = std::max(shortest_, std::chrono::duration_cast<milliseconds>(wanted));
}

}  // namespace algolog
