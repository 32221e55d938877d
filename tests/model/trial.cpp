#include "trial.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <sstream>
#include <utility>

namespace model {
namespace {

using algolog::clock_slack;
using algolog::longest_cached;
using algolog::longest_lateness;
using kind = step::kind;

/// What goes back when a backup is put back.
struct watched {
  std::unique_ptr<subject> who;
  std::optional<std::int64_t> first_poll;  ///< what had arrived then is nobody's loss
  std::int64_t last_asked = 0;
  std::int64_t lateness = 0;  ///< how late records have been seen to turn up
  std::int64_t longest = 0;   ///< how long executions have been seen to leave records
  struct hint {
    std::int64_t at;
    std::int64_t lateness;
    std::int64_t longest;
  };
  std::vector<hint> seen;          ///< the same as it was known then
  std::vector<record> last_shown;  ///< by the last answer that held anything

  watched copy() const {
    return {who->copy(), first_poll, last_asked, lateness, longest, seen, last_shown};
  }
};

class trial {
 public:
  trial(const history& of, const make_subject& make)
      : history_(of), route_(of.cluster), now_{make(of), {}, 0, 0, 0, {}, {}} {}

  outcome run() {
    for (const auto& one : history_.steps) take(one);
    pass(2 * minute);
    poll({kind::poll, second, 0, 0});
    pass(minute);
    poll({kind::poll, second, 0, 0});
    return judge();
  }

 private:
  void pass(std::int64_t span) { time_ += span; }

  std::int64_t clock_of(std::mt19937& dice) {
    return history_.worker_clocks[dice() % history_.worker_clocks.size()];
  }

  bool clocks_agree() const { return history_.worker_clocks == decltype(history_.worker_clocks){}; }

  void take(const step& one) {
    std::mt19937 dice(one.seed);
    switch (one.what) {
      case kind::wait: pass(one.span); break;
      case kind::burst: burst(one, dice); break;
      case kind::late: route_.fail(time_ - one.span + clock_of(dice), time_); break;
      case kind::gain: gain(one, dice); break;
      case kind::unreadable: route_.fail(time_ + clock_of(dice), time_, false); break;
      case kind::recreate: recreate(); break;
      case kind::poll_fails: pass(one.span); break;
      case kind::save: saved_.emplace(now_.copy()); break;
      case kind::restore:
        if (saved_) now_ = saved_->copy();
        break;
      default: poll(one); break;
    }
    if (one.what != kind::wait) pass(1);
  }

  void burst(const step& one, std::mt19937& dice) {
    const auto apart = one.span / static_cast<std::int64_t>(one.count);
    for (std::size_t i = 0; i < one.count; ++i) {
      route_.fail(time_ + clock_of(dice), time_);
      pass(apart);
    }
  }

  void recreate() {
    route_.recreate();
    kept_from_ = route_.executions();
    deleted_ = route_.all().size();
  }

  /// What was deleted, or is left out of an answer by mistake, is missed only where something else
  /// is missed that had been seen.
  void excuse_what_left_no_trace(const answer& came, std::int64_t answered) {
    const bool empty = came.records.empty() && came.refused.empty();
    const auto end = empty ? route_.all().size() : deleted_;
    const auto missed = [&](const record& one) {
      return one.id < end && now_.who->knows(one.id) &&
             answered - one.created_at < 7 * day - 4 * clock_slack;
    };
    if (std::none_of(route_.all().begin(), route_.all().end(), missed)) {
      without_trace_ = std::max(without_trace_, end);
    }
  }

  void gain(const step& one, std::mt19937& dice) {
    if (route_.executions() == 0) return;
    const auto back = dice() % std::min<std::size_t>(route_.executions(), 4);
    const auto execution = route_.executions() - 1 - back;
    if (!route_.all()[route_.first(execution)].readable) return;
    if (execution < kept_from_ || time_ - route_.began(execution) > longest_lateness - 2 * minute)
      return;
    if (one.seed % 2 == 0) pass(std::min(one.span, minute));
    route_.gain(execution, time_ + clock_of(dice), time_);
  }

  void poll(const step& one) {
    answer came;
    came.asked_at = time_;
    std::mt19937 dice(one.seed);
    const auto before = static_cast<std::int64_t>(dice() % (static_cast<unsigned>(one.span) + 1));
    pass(before);  // until it is answered; then it travels
    const auto answered = time_;
    came.at = time_ + one.span - before;
    fill(came, one.what, answered);
    excuse_what_left_no_trace(came, answered);
    time_ = came.at;
    const bool readable = !came.records.empty() || came.refused.empty();
    if (readable) note(came, answered);
    const auto known = now_.who->gaps().size();
    now_.who->take(came);
    weigh(known, answered);
    if (readable) now_.last_asked = came.asked_at;
    if (came.records.empty()) return;
    now_.last_shown = came.records;
    now_.last_shown.insert(now_.last_shown.end(), came.refused.begin(), came.refused.end());
  }

  void fill(answer& came, kind what, std::int64_t answered) {
    const bool stale =
        what == kind::poll_stale && clocks_agree() && answered - last_answered_ < longest_cached;
    const auto shown = stale ? last_shown_ : route_.window(answered);
    if (what == kind::poll_empty) return;
    for (const auto& one : shown) {
      const bool refused = what == kind::poll_unreadable || !one.readable;
      (refused ? came.refused : came.records).push_back(one);
    }
    if (!stale) last_answered_ = answered;
    last_shown_ = shown;
  }

  /// The first poll, and lateness as far as it can be seen.
  void note(const answer& came, std::int64_t answered) {
    const bool first = !now_.first_poll;
    if (first) now_.first_poll = answered;
    for (const auto& one : came.records) {
      const auto began = route_.began(one.execution);
      now_.longest = std::max(now_.longest, one.created_at - began);
      const auto late_by = now_.last_asked - began;
      const bool late = late_by > clock_slack && late_by <= longest_lateness;
      if (first || now_.who->knows(one.id) || !late || lateness_of(one) > longest_lateness)
        continue;
      if (was_hidden(one)) continue;
      now_.lateness = std::max(now_.lateness, lateness_of(one));
    }
    now_.seen.push_back({answered, now_.lateness, now_.longest});
  }

  /// A full window hides what is older than all it shows, as far as that could be read.
  bool was_hidden(const record& one) const {
    const auto& was = now_.last_shown;
    std::set<std::size_t> executions;
    for (const auto& shown : was) executions.insert(shown.execution);
    const auto older = [&](const record& shown) {
      return shown.readable && shown.created_at < one.created_at;
    };
    return executions.size() >= history_.cluster.cap && std::none_of(was.begin(), was.end(), older);
  }

  /// What was known of late records once a record of then could be shown.
  watched::hint seen_by(std::int64_t arrived) const {
    for (const auto& then : now_.seen) {
      if (then.at >= arrived) return then;
    }
    return {};
  }

  std::int64_t lateness_of(const record& one) const {
    return one.arrived - route_.began(one.execution);
  }

  bool is_lost(const record& one, std::int64_t answered) const {
    if (one.id < without_trace_) return false;
    if (!now_.first_poll || one.arrived <= *now_.first_poll || one.arrived > answered) return false;
    if (now_.who->knows(one.id)) return false;
    const auto same = [&](const record& shown) { return shown.id == one.id; };
    return std::none_of(shown_now_.begin(), shown_now_.end(), same);
  }

  /// Whether the gaps that a poll has found hide anything.
  void weigh(std::size_t known, std::int64_t answered) {
    const auto gaps = now_.who->gaps();
    if (gaps.size() == known) return;
    shown_now_ = route_.window(answered);
    for (std::size_t i = known; i < gaps.size(); ++i) {
      ++out_.gaps;
      const auto hidden = [&](const record& one) {
        return is_lost(one, answered) && covers(gaps[i], one);
      };
      if (std::none_of(route_.all().begin(), route_.all().end(), hidden)) ++out_.idle_gaps;
    }
  }

  template <class Span>
  static bool covers(const Span& span, const record& one) {
    return span.from <= one.created_at && one.created_at <= span.to;
  }

  bool accounted_for(const record& one, const std::vector<algolog::gap>& gaps) const {
    const auto over = [&](const auto& span) { return covers(span, one); };
    if (std::any_of(gaps.begin(), gaps.end(), over)) return true;
    if (const auto unread = now_.who->unread(); unread && over(*unread)) return true;
    const auto unsure = now_.who->unsure();
    if (!history_.cap_is_known && unsure && over(*unsure)) return true;
    return unheard_of(one) || pushed_out_by_unheard_of(one) || follows_a_doubt(one);
  }

  /// Later than any that was seen, or of an execution that leaves records for longer, so nobody
  /// could know to look for it.
  bool unheard_of(const record& one) const {
    const auto late = lateness_of(one);
    if (late > longest_lateness) return true;
    const auto seen = seen_by(one.arrived);
    const auto lasted = one.created_at - route_.began(one.execution);
    if (lasted == 0) return late > seen.lateness + worst_clock;
    return std::max(late, lasted) > seen.longest;
  }

  /// An execution of which nothing was seen, as the cap is not known, may leave more records.
  bool follows_a_doubt(const record& one) const {
    const auto first = route_.first(one.execution);
    return !history_.cap_is_known && first != one.id && !now_.who->knows(first);
  }

  /// Where the newest by arrival are kept, or the algorithm was made again, such a record takes the
  /// place of one made after it.
  bool pushed_out_by_unheard_of(const record& one) const {
    const auto pushed = [&](const record& other) {
      return other.arrived > route_.arrived(one.execution) && unheard_of(other);
    };
    const bool by_arrival = history_.cluster.by_arrival || one.execution < kept_from_;
    return by_arrival && std::any_of(route_.all().begin(), route_.all().end(), pushed);
  }

  /// History is what the first poll could show, or was made before it; within the slack of the
  /// clocks either will do.
  bool is_marked_wrongly(const record& one) const {
    if (!now_.who->knows(one.id) || !now_.first_poll) return false;
    const auto history = now_.who->is_history(one.id);
    if (!history) return false;
    const bool news = one.created_at > *now_.first_poll + clock_slack;
    const bool old = one.created_at < *now_.first_poll - 2 * clock_slack;
    return (news && *history && one.arrived > *now_.first_poll) || (old && !*history);
  }

  outcome judge() {
    shown_now_ = route_.window(time_);
    const auto gaps = now_.who->gaps();
    std::ostringstream wrong;
    wrong << now_.who->faults();
    for (const auto& one : route_.all()) {
      ++out_.records;
      const auto inside = [&](const auto& span) { return covers(span, one); };
      if (now_.who->knows(one.id) && std::any_of(gaps.begin(), gaps.end(), inside)) ++out_.inside;
      if (is_marked_wrongly(one)) wrong << "record " << one.id << " is marked wrongly\n";
      if (!is_lost(one, time_)) continue;
      ++out_.lost;
      if (accounted_for(one, gaps)) continue;
      wrong << "record " << one.id << " of execution " << one.execution << ", created "
            << one.created_at - noon << ", arrived " << one.arrived - noon << ", lost in silence\n";
    }
    out_.wrong = wrong.str();
    if (!out_.wrong.empty()) {
      for (const auto& gap : gaps) {
        wrong << "gap " << gap.from - noon << " to " << gap.to - noon << '\n';
      }
      out_.wrong = wrong.str();
    }
    return out_;
  }

  const history& history_;
  route_model route_;
  watched now_;
  std::optional<watched> saved_;
  std::vector<record> last_shown_;
  std::int64_t last_answered_ = noon;
  std::vector<record> shown_now_;
  std::size_t kept_from_ = 0;      ///< executions before this one were deleted
  std::size_t deleted_ = 0;        ///< records before this one
  std::size_t without_trace_ = 0;  ///< records before this one
  std::int64_t time_ = noon;
  outcome out_;
};

}  // namespace

outcome& outcome::operator+=(const outcome& other) {
  if (wrong.empty()) wrong = other.wrong;
  records += other.records;
  lost += other.lost;
  gaps += other.gaps;
  idle_gaps += other.idle_gaps;
  inside += other.inside;
  return *this;
}

outcome run(const history& of, const make_subject& make) { return trial(of, make).run(); }

history shrink(history of, const make_subject& make) {
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (std::size_t i = 0; i < of.steps.size(); ++i) {
      auto less = of;
      less.steps.erase(less.steps.begin() + static_cast<std::ptrdiff_t>(i));
      if (run(less, make).wrong.empty()) continue;
      of = std::move(less);
      shorter = true;
      break;
    }
  }
  return of;
}

}  // namespace model
