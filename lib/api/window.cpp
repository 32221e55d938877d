#include "api/window.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>

namespace algolog {
namespace {

// By how much the clocks of a cluster's machines, and a Date of whole seconds, may disagree.
constexpr std::int64_t slack = 60'000;
// A record later than this is taken for a wrong clock, not for a slow execution.
constexpr std::int64_t longest_lateness = 3'600'000;

/// The times that make sense: no window shows records more than 7 days apart, so what is farther
/// than that from the middle one is a wrong clock.
class plausible_times {
 public:
  explicit plausible_times(const std::vector<error_record>& records) {
    std::vector<std::int64_t> times;
    for (const auto& record : records) {
      if (record.created_at) times.push_back(*record.created_at);
    }
    if (times.empty()) return;
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    first_ = std::max(*middle, std::numeric_limits<std::int64_t>::min() + window_age) - window_age;
    last_ = std::min(*middle, std::numeric_limits<std::int64_t>::max() - window_age) + window_age;
  }

  bool has(const std::optional<std::int64_t>& at) const {
    return at && *at > 0 && *at < year_10000 && *at >= first_ && *at <= last_;
  }

 private:
  static constexpr std::int64_t year_10000 = 253'402'300'800'000;

  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
};

struct span {
  std::int64_t first;
  std::int64_t last;
};

/// One comparison of a window with what is remembered of the one before.
class comparison {
 public:
  comparison(const window_memory& before, const window_sighting& now)
      : before_(before), now_(now), elapsed_(std::max<std::int64_t>(0, now.at - before.at)) {
    verdict_.limit = now.limit;
    verdict_.next = before;
    verdict_.next.at = now.at;
  }

  window_verdict run() {
    learn();
    if (now_.shared == 0) find_loss();
    settle_unsure();
    doubt_refused();
    settle_unread();
    if (readable()) verdict_.next.shown = now_.shown;
    return std::move(verdict_);
  }

 private:
  /// A window without a record that can be read says nothing of what was lost: an answer that is
  /// empty by mistake must not make the records of before look as if they had never been missed.
  bool readable() const { return now_.shown.executions > 0 || !still_due(before_.shown.newest); }

  /// Whether a record of before is young enough to be in the window today. Compares the times of
  /// two records, of which the newer was made since the last poll: no clock matters.
  bool still_due(const std::optional<std::int64_t>& created_at) const {
    if (!created_at) return false;
    const auto newest = now_.shown.newest.value_or(now_.at);
    return newest - *created_at + elapsed_ < window_age;
  }

  std::size_t at_most() const { return now_.shown.executions + now_.shown.refused; }
  bool full() const { return at_most() >= verdict_.limit; }

  /// Records that had to go although they were young show how many the cluster really shows.
  bool evicted() const {
    const auto& was = before_.shown;
    const auto& is = now_.shown;
    if (!is.newest || !was.newest || *is.newest <= *was.newest) return false;
    if (now_.shared == 0) return still_due(was.newest);
    if (is.refused > 0 || !was.oldest || *is.oldest <= *was.oldest) return false;
    return still_due(was.oldest);
  }

  void learn() {
    auto& limit = verdict_.limit;
    if (evicted()) limit = std::min(limit, at_most());
    limit = std::max(limit, now_.shown.executions);
    auto& lateness = verdict_.next.lateness;
    if (now_.latest_by <= longest_lateness) lateness = std::max(lateness, now_.latest_by);
  }

  /// Nothing that was lost since the last poll can be older than this.
  std::int64_t begin() const {
    const auto polled = before_.at - verdict_.next.lateness;
    const auto& newest = before_.shown.newest;
    if (!newest) return polled - slack;
    return verdict_.next.lateness > 0 ? std::min(*newest, polled) : *newest;
  }

  /// Everything newer than this is in the window.
  std::int64_t reach() const {
    const auto by_age = now_.at - window_age + slack;
    if (!full()) return by_age;
    if (!now_.shown.oldest) return now_.at + slack;
    return *now_.shown.oldest + now_.shown.longest;
  }

  void add(gap found) {
    if (found.from > found.to) {  // times that contradict each other: trust this side's alone
      found.from = std::min(found.to, before_.at - slack - verdict_.next.lateness);
      found.to = now_.at + slack;
    }
    verdict_.gaps.push_back(found);
  }

  void find_loss() {
    if (elapsed_ + 2 * slack > window_age) {
      const auto polled = before_.at - verdict_.next.lateness - slack;
      add({polled, std::max(reach(), now_.at - window_age + slack), gap_reason::outage});
    } else if (now_.shown.executions == 0) {
      return;
    } else if (full()) {
      add({begin(), reach(), gap_reason::window_overflow});
    } else {
      const auto oldest = now_.shown.oldest.value_or(now_.at + slack) + now_.shown.longest;
      doubt_fullness(doubt{begin(), oldest, at_most()});
    }
  }

  void doubt_fullness(const doubt& added) {
    auto& unsure = verdict_.next.unsure;
    if (!unsure) unsure = added;
    *unsure = {std::min(unsure->from, added.from), std::max(unsure->to, added.to),
               std::max(unsure->executions, added.executions)};
  }

  void settle_unsure() {
    auto& unsure = verdict_.next.unsure;
    if (!unsure) return;
    if (verdict_.limit <= unsure->executions) {
      add({unsure->from, unsure->to, gap_reason::window_overflow});
      unsure.reset();
    } else if (now_.shown.executions > unsure->executions) {
      unsure.reset();
    }
  }

  /// A record that could not be read may be gone before it can: it is none of those stored, so it
  /// was made since the last poll.
  void doubt_refused() {
    if (now_.newly_refused == 0) return;
    auto& unread = verdict_.next.unread;
    const doubt added{begin(), now_.at + slack, 0};
    unread = unread ? doubt{std::min(unread->from, added.from), added.to, 0} : added;
  }

  void settle_unread() {
    auto& unread = verdict_.next.unread;
    if (!unread) return;
    const auto reached = reach();
    if (now_.shown.refused > 0 && reached < unread->to) return;
    if (reached > unread->from) {
      add({unread->from, std::min(unread->to, reached), gap_reason::window_overflow});
    }
    unread.reset();
  }

  const window_memory& before_;
  const window_sighting& now_;
  const std::int64_t elapsed_;
  window_verdict verdict_;
};

}  // namespace

error_window window_of(const std::vector<error_record>& records, std::size_t refused) {
  error_window out;
  out.refused = refused;
  const plausible_times times(records);
  std::unordered_map<std::string_view, std::optional<span>> executions;
  for (const auto& record : records) {
    auto& seen = executions[record.request_id];
    if (!times.has(record.created_at)) continue;
    const auto at = *record.created_at;
    seen = seen ? span{std::min(seen->first, at), std::max(seen->last, at)} : span{at, at};
    const auto lasted = std::min(seen->last - seen->first, longest_lateness);
    out.longest = std::max(out.longest, lasted);
    out.oldest = std::min(out.oldest.value_or(at), at);
    out.newest = std::max(out.newest.value_or(at), at);
  }
  out.executions = executions.size();
  return out;
}

window_verdict judge(const std::optional<window_memory>& before, const window_sighting& now) {
  if (before) return comparison(*before, now).run();
  window_verdict first;
  first.next.at = now.at;
  first.next.shown = now.shown;
  first.limit = std::max(now.limit, now.shown.executions);
  return first;
}

}  // namespace algolog
