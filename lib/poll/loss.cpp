#include "poll/loss.hpp"

#include <algorithm>
#include <utility>

namespace algolog {
using namespace std::chrono_literals;

loss::news loss::on_window(const window_facts& window, time now) {
  if (window.gaps.empty()) return std::exchange(findings_, 0) > 0 ? news::ended : news::none;
  if (findings_ == 0) {
    from_ = window.gaps.front().from;
    to_ = window.gaps.front().to;
    since_ = told_ = now;
  }
  for (const auto& gap : window.gaps) {
    from_ = std::min(from_, gap.from);
    to_ = std::max(to_, gap.to);
  }
  if (++findings_ == 1) return news::began;
  if (now - told_ < 1h) return news::none;
  told_ = now;
  return news::goes_on;
}

std::chrono::milliseconds loss::lasted(time now) const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - since_);
}

}  // namespace algolog
