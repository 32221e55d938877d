// What the plan makes of names: of an algorithm that has two, or another one than before.

#include <algorithm>
#include <utility>

#include "poll/plan.hpp"

namespace algolog {
using std::chrono::milliseconds;
using namespace std::chrono_literals;
namespace {

constexpr milliseconds first_lookups_within = 10min;  // of names: they lack only the UUID

}  // namespace

/// Starts what the configuration wants of an algorithm and what is not polled under its other name,
/// and retires the rest. Every name is looked up all the same: it may come to mean another
/// algorithm.
void plan::regroup(const watch& who, time now) {
  const auto [first, last] = targets_.beside(firsts_.at(&who));
  targets_[first].twin = watches_.twin_of(who);
  for (auto i = first; i < last; ++i) {
    const auto& one = targets_[i];
    const bool here = one.what == collection::algorithm || targets_[first].twin == nullptr;
    configure(i, one.wanted() && here, now);
  }
}

void plan::configure(std::size_t index, bool wanted, time now) {
  auto& one = targets_[index];
  const bool changed = one.configure();
  if (!wanted) {
    if (!one.retired) retire(index);
  } else if (one.retired) {
    one.retired = false;
    one.home().add(index, targets_.beside(index).first, one.what);
    begin(index, now);
  } else if (one.last_at == std::nullopt && !schedule_.due(index) && !one.queued) {
    begin(index, now);
  } else if (changed && schedule_.due(index)) {
    put(index,
        std::min(*schedule_.due(index), next_on_grid(now, start_, one.interval, one.offset)));
  }
}

/// The first poll of a target.
void plan::begin(std::size_t index, time now) {
  const auto& one = targets_[index];
  const bool named = one.who->settings.ref.has_name();
  const bool lookup = one.what == collection::algorithm;
  const auto first = targets_.beside(index).first;
  // An algorithm given by UUID is looked up first: it may be one that is polled by name.
  if (!named && !lookup && !targets_[first].looked_up) return;
  const bool later = named && lookup && !nameless_.contains(&one.who->cluster);
  const auto within = later ? first_lookups_within : spread();
  put(index, now + one.offset % std::min<milliseconds>(within, one.interval));
}

/// The other targets of the algorithm follow its look-up in `targets_`. They start once it is known
/// which algorithm the UUID means, or that was asked in vain.
void plan::on_looked_up(std::size_t index, time now, orders& out) {
  const auto& who = *targets_[index].who;
  const bool first = !std::exchange(targets_[index].looked_up, true);
  if (first) out.events.emplace_back(algorithm_identified{&who, targets_[index].twin});
  if (!who.known.ref.has_name()) look_up_names(who.cluster, now);
  const auto [begin, end] = targets_.beside(index);
  for (auto i = begin; i < end; ++i) {
    if (first && !schedule_.due(i) && !targets_[i].queued) put(i, now);
  }
}

/// A UUID told no name: the look-up of a name may tell that UUID, so those are not put off.
void plan::look_up_names(const client& cluster, time now) {
  if (!nameless_.insert(&cluster).second) return;
  for (const auto& [who, first] : firsts_) {
    const auto& lookup = targets_[first];
    const auto due = schedule_.due(first);
    if (&who->cluster != &cluster || lookup.looked_up || !due) continue;
    if (who->known.ref.uuid.empty()) {
      put(first, std::min(*due, now + lookup.offset % spread()));
    }
  }
}

/// What a poll told of one algorithm may change what is to be polled under its other names.
void plan::on_learned(std::size_t index, time now, orders& out) {
  for (const auto* one : watches_.learned(*targets_[index].who)) {
    const auto first = firsts_.at(one);
    const auto& lookup = targets_[first];
    const auto* before = lookup.twin;
    regroup(*one, now);
    if (lookup.twin != nullptr && before == nullptr && lookup.looked_up) {
      out.events.emplace_back(algorithm_identified{one, lookup.twin});
    }
    const bool alone_again = lookup.twin == nullptr && before != nullptr;
    if (one->outdated || alone_again) look_up(first, now);
    if (one->known.ref.has_name()) resume_missing(first, now);
  }
}

/// A name that is not found any more may belong to another algorithm by now.
void plan::on_missing(std::size_t index, time now) {
  const auto first = targets_.beside(index).first;
  const bool news = targets_[index].outcomes.failures() == 1;
  if (news && !targets_[first].outcomes.failing()) look_up(first, now);
}

/// Its name or UUID may mean another algorithm by now.
void plan::look_up(std::size_t first, time now) {
  if (schedule_.due(first)) put(first, now);
}

/// Polls that failed because the name was not known are made at once now that it is known.
void plan::resume_missing(std::size_t first, time now) {
  const auto [begin, end] = targets_.beside(first);
  for (auto i = begin + 1; i < end; ++i) {
    if (targets_[i].outcome.code == errc::missing && schedule_.due(i)) put(i, now);
  }
}

}  // namespace algolog
