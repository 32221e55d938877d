#include "poll/cluster_state.hpp"

#include <algorithm>
#include <utility>

namespace algolog {
using namespace std::chrono_literals;
namespace {

constexpr auto between_looks = 2s;  // at the key file
constexpr auto between_pauses_told = 10min;

/// The least is probed first. A poll of logs may send no request at all, or many.
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
                                                const instant& now, double random) {
  const auto why = report.outcome.code;
  const auto said = bearing_of(why);
  verdict out;
  out.change = gate_.on_outcome(target, why, report.asked, now.at, random);
  out.of_cluster = gate_.open() && (said == bearing::down || said == bearing::doubtful);
  if (out.of_cluster) out.news = worth_telling(why, now.at);
  if (out.change == breaker::change::opened) {
    look_at_ = now.at + between_looks;
    down_since_ = now.uptime;
  }
  if (out.change == breaker::change::closed) {
    out.news = faults_.on_outcome(errc::ok, now.at);
    down_since_.reset();
  }
  if (out.of_cluster) why_ = report.outcome;
  return out;
}

/// A cluster that goes down refuses, resets and times out in turn. Another fault is told only when
/// something else is to be done about it.
health::news cluster_state::worth_telling(errc why, time now) {
  const auto news = faults_.on_outcome(why, now);
  const bool same = remedy_for(why) == remedy_for(last_logged_);
  if (news == health::news::none) return news;
  if (news == health::news::changed && (same || !concerns_cluster(why))) return health::news::none;
  last_logged_ = why;
  return news;
}

std::optional<std::size_t> cluster_state::news_of_pause(const std::optional<client::pause>& last,
                                                        time now) {
  if (!last || down() || last->until <= std::max(paused_until_, now)) return std::nullopt;
  paused_until_ = last->until;
  ++untold_pauses_;
  if (told_pause_ && now < *told_pause_ + between_pauses_told) return std::nullopt;
  told_pause_ = now;
  return std::exchange(untold_pauses_, 0);
}

std::optional<std::size_t> cluster_state::take_queued() {
  if (queued_.empty()) return std::nullopt;
  const auto first = queued_.front();
  queued_.pop_front();
  return first;
}

void cluster_state::park(std::size_t target, collection what, bool failing) {
  unpark(target);
  const position at(rank(what, failing), tickets_++);
  parked_.emplace(at, target);
  places_.emplace(target, at);
}

void cluster_state::unpark(std::size_t target) {
  const auto parked = places_.find(target);
  if (parked == places_.end()) return;
  parked_.erase(parked->second);
  places_.erase(parked);
}

std::vector<std::size_t> cluster_state::release() {
  std::vector<std::size_t> out;
  for (const auto& [place, target] : parked_) out.push_back(target);
  parked_.clear();
  places_.clear();
  return out;
}

std::optional<std::size_t> cluster_state::take_probe(time now) {
  if (!waiting() || now < gate_.retry_at()) return std::nullopt;
  const auto target = parked_.begin()->second;
  unpark(target);
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
