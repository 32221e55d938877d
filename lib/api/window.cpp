#include "api/window.hpp"

#include <algorithm>
#include <utility>

namespace algolog {
namespace {

/// One comparison of a window with what is remembered of the one before.
class comparison {
 public:
  comparison(const window_memory& before, const window_sighting& now)
      : before_(before),
        now_(now),
        shown_(now.view.shown),
        elapsed_(std::max<std::int64_t>(0, now.at - before.asked_at)) {
    verdict_.next = before;
  }

  window_verdict run() {
    if (is_copy()) return std::move(verdict_);
    learn();
    const bool whole = proves_whole();
    overflowed_ = full() || (!whole && all_went_young());
    if (!whole) find_loss();
    settle_unsure();
    if (now_.newly_refused || !believable()) doubt_unread();
    settle_unread();
    remember();
    return std::move(verdict_);
  }

  window_memory run_unreadable() {
    if (now_.newly_refused) doubt_unread();
    return std::move(verdict_.next);
  }

 private:
  bool empty() const { return shown_.executions == 0 && shown_.refused == 0; }

  /// Whether a record of before is young enough to be in the window today.
  bool still_due(const std::optional<std::int64_t>& created_at) const {
    if (!created_at) return false;
    const auto today = std::max(now_.at, shown_.newest.value_or(now_.at));
    return today - *created_at + clock_slack < window_age;
  }

  /// Whether a cache has sent an older answer again: it has nothing new, and lacks the newest
  /// record of the last window or has only records older than 7 days. It tells nothing of the time
  /// since.
  bool is_copy() const {
    const auto& was = before_.shown.newest;
    const auto& is = shown_.newest;
    if (!is || !was || shown_.refused > 0 || now_.view.known < shown_.executions) return false;
    return (*is < *was && still_due(was)) || *is < now_.at - window_age - 2 * clock_slack;
  }

  /// Whether it equals the last window: then it may be the last answer, out of a cache.
  bool may_be_copy() const {
    const auto& was = before_.shown;
    return now_.view.known == shown_.executions && shown_.executions == was.executions &&
           shown_.oldest == was.oldest && shown_.newest == was.newest;
  }

  /// The earliest time at which the cluster can have made this window.
  std::int64_t made_from() const {
    if (!may_be_copy()) return now_.asked_at;
    return std::max(before_.made_from, now_.asked_at - longest_cached);
  }

  /// False for an empty answer after young records: it is a mistake of the cluster. If it were
  /// remembered, these records would not be missed later.
  bool believable() const { return !empty() || !still_due(before_.shown.newest); }

  /// Most time that an execution has been seen to leave records.
  std::int64_t longest() const { return std::max(before_.shown.longest, shown_.longest); }

  /// A record that turns up after a window was made at most this long before that window.
  std::int64_t leeway() const { return verdict_.next.lateness + longest() + clock_slack; }
  /// The same for the oldest record shown, which may be later than any record before.
  std::int64_t leeway_of_oldest() const {
    return std::max(verdict_.next.lateness, may_be_late_) + longest() + clock_slack;
  }

  /// Whether nothing can be missing. A known execution without a new record was in the last window.
  /// The window shows the newest, so it also shows all that turned up since. The clocks of machines
  /// differ, so the known execution must be older than anything that can have turned up since.
  bool proves_whole() const {
    if (now_.view.known == 0) return false;
    if (!shown_.oldest) return true;
    return now_.view.known_end && *now_.view.known_end <= before_.made_from - leeway();
  }

  std::size_t at_most() const { return shown_.executions + shown_.refused; }
  std::size_t limit() const {
    return std::min(now_.limit, verdict_.next.limit_seen.value_or(now_.limit));
  }
  bool full() const { return at_most() >= limit(); }

  /// Whether nothing of the last window is left, although some of it is young.
  bool all_went_young() const {
    return now_.view.known == 0 && shown_.executions > 0 && still_due(before_.shown.newest);
  }

  /// Whether the oldest of the last window are gone, although they are young.
  bool oldest_went_young() const {
    const auto& was = before_.shown;
    if (now_.view.known == 0 || now_.view.fresh.empty() || shown_.refused > 0) return false;
    if (!shown_.oldest || !was.oldest || *shown_.oldest <= *was.oldest) return false;
    return still_due(was.oldest);
  }

  void learn() {
    auto& limit = verdict_.next.limit_seen;
    if (limit && shown_.executions > *limit) limit.reset();
    if (oldest_went_young() && at_most() < documented_executions) limit = at_most();
    learn_lateness();
  }

  /// Whether the last window was full and the record older than all in it, so it was not shown.
  bool was_hidden(const fresh_execution& one) const {
    const auto& was = before_.shown;
    return was.executions + was.refused >= limit() && was.oldest && one.added <= *was.oldest;
  }

  /// A new record that was made before the last poll is late, at most by the time until this poll.
  void learn_lateness() {
    for (const auto& one : now_.view.fresh) {
      const auto late = before_.asked_at - one.began;
      if (late <= clock_slack || late > longest_lateness) continue;
      const auto lateness = std::min(late + elapsed_, longest_lateness);
      may_be_late_ = std::max(may_be_late_, lateness);
      auto& learned = verdict_.next.lateness;
      if (!was_hidden(one)) learned = std::max(learned, lateness);
    }
  }

  /// Whether a new record was made long before the last poll, which showed nothing. Either the
  /// record is late, or all answers were wrong since the last one that showed something.
  bool was_withheld(std::int64_t late_by) const {
    return before_.shown.executions == 0 && shown_.oldest &&
           *shown_.oldest < before_.asked_at - late_by - clock_slack;
  }

  /// When the last answer was asked for that tells what there was.
  std::int64_t polled() const {
    const bool told_nothing = before_.shown.executions > 0 || was_withheld(0);
    return told_nothing ? before_.made_from : before_.asked_at;
  }

  /// The earliest time of a record that can have been lost since the last poll. A cached answer
  /// was made after its newest record, and at most `longest_cached` before it was asked for.
  std::int64_t begin() const {
    const auto newest = std::min(before_.shown.newest.value_or(polled()), polled());
    return std::max(newest, polled() - longest_cached) - leeway();
  }

  /// All records that are newer than this are in the window.
  std::int64_t reach() const {
    const auto by_age = now_.at - window_age + clock_slack;
    if (!overflowed_) return by_age;
    const auto soon = now_.at + clock_slack;
    if (!shown_.oldest) return soon;
    return std::min(soon, *shown_.oldest + leeway_of_oldest());
  }

  void add(gap found) {
    if (found.from > found.to) {  // contradictory times: use only those of the polls
      found.from = std::min(found.to, before_.asked_at - leeway());
      found.to = now_.at + clock_slack;
    }
    verdict_.gaps.push_back(found);
  }

  void find_loss() {
    if (elapsed_ + 2 * clock_slack > window_age) {
      const auto by_age = now_.at - window_age + clock_slack;
      add({begin(), std::max(reach(), by_age), gap_reason::outage});
    } else if (overflowed_) {
      add({begin(), reach(), gap_reason::window_overflow});
    } else if (was_withheld(longest_lateness) && reach() > begin()) {
      add({begin(), reach(), gap_reason::outage});
    }
    if (!overflowed_ && shown_.executions > 0) doubt_fullness();
  }

  void doubt_fullness() {
    const auto oldest = shown_.oldest.value_or(now_.at) + leeway_of_oldest();
    doubt_cap({begin(), std::min(oldest, now_.at + clock_slack), at_most()});
  }

  /// This becomes a gap if it turns out that the cluster never shows more executions than now.
  void doubt_cap(const doubt& added) {
    auto& unsure = verdict_.next.unsure;
    if (!unsure) unsure = added;
    *unsure = {std::min(unsure->from, added.from), std::max(unsure->to, added.to),
               std::max(unsure->executions, added.executions)};
  }

  void settle_unsure() {
    auto& unsure = verdict_.next.unsure;
    if (!unsure) return;
    if (limit() <= unsure->executions) {
      add({unsure->from, unsure->to, gap_reason::window_overflow});
      unsure.reset();
    } else if (shown_.executions > unsure->executions) {
      unsure.reset();
    }
  }

  /// A refused record may leave the window before it is understood. It is not stored, so it was
  /// made since the last poll. The same is assumed of what an unbelievable empty answer left out.
  void doubt_unread() {
    auto& unread = verdict_.next.unread;
    const doubt added{begin(), now_.at + clock_slack, 0};
    unread = unread ? doubt{std::min(unread->from, added.from), added.to, 0} : added;
  }

  /// If the window reaches back that far and has no refused record, what was refused is in it.
  void settle_unread() {
    auto& unread = verdict_.next.unread;
    if (!unread) return;
    const auto reached = reach();
    if ((shown_.refused > 0 || empty()) && reached < unread->to) return;
    if (reached > unread->from) {
      add({unread->from, std::min(unread->to, reached), gap_reason::window_overflow});
    }
    if (reached < unread->to && !overflowed_) {
      doubt_cap({std::max(unread->from, reached), unread->to, at_most()});
    }
    unread.reset();
  }

  void remember() {
    auto& next = verdict_.next;
    next.asked_at = now_.asked_at;
    if (!believable()) return;
    next.shown = shown_;
    next.shown.longest = longest();
    if (!empty()) next.made_from = made_from();
  }

  const window_memory& before_;
  const window_sighting& now_;
  const error_window& shown_;
  const std::int64_t elapsed_;
  std::int64_t may_be_late_ = 0;  ///< the latest fresh record, if none was hidden
  bool overflowed_ = false;
  window_verdict verdict_;
};

}  // namespace

window_verdict judge(const std::optional<window_memory>& before, const window_sighting& now) {
  if (before) return comparison(*before, now).run();
  window_verdict first;
  first.next.first_at = now.at;
  first.next.asked_at = now.asked_at;
  first.next.made_from = now.asked_at;
  first.next.shown = now.view.shown;
  return first;
}

window_memory judge_unreadable(const window_memory& before, const window_sighting& now) {
  return comparison(before, now).run_unreadable();
}

}  // namespace algolog
