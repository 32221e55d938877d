#include "poll/cluster.hpp"

#include <algorithm>

#include "clock.hpp"

namespace algolog {

live_cluster cluster::live(const instant& now) const {
  live_cluster out;
  out.name = api.name();
  out.url = api.base();
  const auto& pause = api.last_pause();
  if (pause && pause->until > now.at) {
    out.paused_until = pause->until_at;
    out.paused_by = pause->why;
  }
  if (!state.down_since()) return out;
  out.down_since = api.time_at(*state.down_since());
  out.why = state.why_down();
  out.advice = advice(out.why.code, false, api.key_source());
  return out;
}

std::int64_t told_now(const std::vector<cluster*>& clusters) {
  const auto told = std::ranges::find_if(clusters, [](auto* one) { return one->api.told_time(); });
  return told == clusters.end() ? now_ms() : (*told)->api.now();
}

}  // namespace algolog
