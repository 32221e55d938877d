#include "poll/cluster_state.hpp"

#include <algorithm>

#include "clock.hpp"

namespace algolog {
using namespace std::chrono_literals;
namespace {

constexpr auto between_looks = 2s;  // at the key file

/// A poll of logs may need no answer, or many: the last choice for a probe.
int rank(collection what, bool failing) noexcept {
  if (what == collection::logs) return 2;
  return failing ? 1 : 0;
}

}  // namespace

void cluster_state::add(std::size_t target, std::size_t algorithm, collection what) {
  gate_.add(target, algorithm, what);
}

void cluster_state::retire(std::size_t target) {
  gate_.remove(target);
  unpark(target);
}

cluster_state::verdict cluster_state::on_report(std::size_t target, const poll_report& report,
                                                time now, double random) {
  const auto why = report.outcome.code;
  const auto said = bearing_of(why);
  verdict out;
  out.change = gate_.on_outcome(target, why, report.asked, now, random);
  out.of_cluster = gate_.open() && (said == bearing::down || said == bearing::doubtful);
  if (out.of_cluster) out.news = worth_telling(why, now);
  if (out.change == breaker::change::opened) {
    look_at_ = now + between_looks;
    down_since_ = uptime_ms();
  }
  if (out.change == breaker::change::closed) {
    out.news = told_.on_outcome(errc::ok, now);
    down_since_.reset();
  }
  if (out.of_cluster) why_ = report.outcome;
  return out;
}

/// A fault that changes is news only when there is something else to be done about it: a cluster
/// that goes down refuses, resets and times out by turns.
health::news cluster_state::worth_telling(errc why, time now) {
  const auto news = told_.on_outcome(why, now);
  const bool same = advice(why, false, {}) == advice(told_last_, false, {});
  if (news == health::news::none) return news;
  if (news == health::news::changed && (same || !concerns_cluster(why))) return health::news::none;
  told_last_ = why;
  return news;
}

live_cluster cluster_state::live(const client& cluster) const {
  live_cluster out;
  out.name = cluster.name();
  out.url = cluster.base();
  if (!down_since_) return out;
  out.down_since = cluster.time_at(*down_since_);
  out.why = why_;
  out.advice = advice(why_.code, false, cluster.key_source());
  return out;
}

void cluster_state::park(std::size_t target, collection what, bool failing) {
  parked_.emplace(std::pair(rank(what, failing), tickets_++), target);
}

void cluster_state::unpark(std::size_t target) {
  std::erase_if(parked_, [target](const auto& one) { return one.second == target; });
}

std::vector<std::size_t> cluster_state::release() {
  std::vector<std::size_t> out;
  for (const auto& [place, target] : parked_) out.push_back(target);
  parked_.clear();
  return out;
}

std::optional<std::size_t> cluster_state::take_probe(time now) {
  if (!waiting() || now < gate_.retry_at()) return std::nullopt;
  const auto target = parked_.begin()->second;
  parked_.erase(parked_.begin());
  gate_.start_probe(target);
  return target;
}

bool cluster_state::looks_at_key(time now) const noexcept {
  return waiting() && gate_.awaits_key() && now >= look_at_;
}

void cluster_state::on_key_seen(bool changed, time now) noexcept {
  look_at_ = now + between_looks;
  if (changed) gate_.retry_now(now);
}

cluster_state::time cluster_state::next_look() const noexcept {
  if (!waiting()) return time::max();
  return gate_.awaits_key() ? std::min(look_at_, gate_.retry_at()) : gate_.retry_at();
}

}  // namespace algolog
