#include "poll/walk_retry.hpp"

#include "poll/backoff.hpp"

namespace algolog {

void walk_retry::on_walk(bool whole, const std::string& doubt, std::chrono::milliseconds interval,
                         time now) {
  if (doubt.empty()) {
    if (whole) *this = {};
    return;
  }
  if (!whole && !doubt_.empty()) return;
  doubt_ = doubt;
  const jittered_wait wait{interval, std::chrono::hours(24), interval};
  next_ = now + wait.after(++failures_, 0);
}

}  // namespace algolog
