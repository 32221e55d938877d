#include "poll/breaker.hpp"

#include <algorithm>

#include "poll/backoff.hpp"
#include "poll/health.hpp"

namespace algolog {
using namespace std::chrono_literals;
namespace {

constexpr std::size_t enough = 3;  // targets, algorithms, polls
constexpr jittered_wait between_probes{1s, 60s, 200ms};
// A refused key rarely recovers by itself, but the cluster's accounts may be down for a while.
constexpr jittered_wait until_key_is_tried{30s, 5min, 15s};

bool concerns_key(errc why) noexcept {
  return why == errc::unauthorized || why == errc::no_credentials;
}

/// Targets that are polled all the time: a look-up may be a day away, logs may have nothing to ask.
bool is_regular(collection what) noexcept {
  return what != collection::algorithm && what != collection::logs;
}

}  // namespace

bearing bearing_of(errc outcome) noexcept {
  if (concerns_cluster(outcome)) return bearing::down;
  switch (outcome) {
    case errc::timeout:
    case errc::connection_closed:
    case errc::bad_http:
    case errc::server_error:
    case errc::throttled: return bearing::doubtful;
    case errc::store_failed:
    case errc::store_waiting:
    case errc::store_unavailable:
    case errc::store_corrupt:
    case errc::internal:
    case errc::cancelled: return bearing::none;
    default: return bearing::answers;
  }
}

void breaker::variety::add(const place& at) {
  ++targets_;
  ++algorithms_[at.algorithm];
  ++kinds_[at.what];
}

void breaker::variety::remove(const place& at) {
  const auto take = [](auto& from, const auto& key) {
    const auto counted = from.find(key);
    if (--counted->second == 0) from.erase(counted);
  };
  --targets_;
  take(algorithms_, at.algorithm);
  take(kinds_, at.what);
}

void breaker::add(std::size_t target, std::size_t algorithm, collection what) {
  remove(target);
  targets_[target] = {algorithm, what};
  if (is_regular(what)) sound_.add(targets_[target]);
}

void breaker::remove(std::size_t target) {
  const auto known = targets_.find(target);
  if (known == targets_.end()) return;
  const auto& at = known->second;
  if (suspects_.erase(target) > 0) hit_.remove(at);
  if (broken_.erase(target) == 0 && is_regular(at.what)) sound_.remove(at);
  targets_.erase(known);
}

void breaker::take_for_broken(std::size_t target) {
  const auto& at = targets_.at(target);
  if (broken_.insert(target).second && is_regular(at.what)) sound_.remove(at);
}

void breaker::take_for_sound(std::size_t target) {
  if (broken_.erase(target) == 0) return;
  const auto& at = targets_.at(target);
  if (is_regular(at.what)) sound_.add(at);
}

bool breaker::awaits_key() const noexcept { return open_ && concerns_key(why_); }

breaker::change breaker::on_outcome(std::size_t target, errc outcome, bool asked, time now,
                                    double random) {
  const bool was_probe = probe_ == target;
  if (was_probe) probe_.reset();
  const auto said = bearing_of(outcome);
  const bool late = open_ && !was_probe;
  if (said == bearing::answers && asked) return late ? change::none : on_answer(target);
  if (open_) {
    // A poll that sent no request says nothing of the cluster: the next probe may follow at once.
    const bool in_vain = was_probe && said != bearing::answers;
    if (in_vain) wait(said == bearing::none ? why_ : outcome, now, random);
    return change::none;
  }
  if (said == bearing::doubtful) note_doubt(target);
  const bool down = said == bearing::down || (said == bearing::doubtful && all_seem_down());
  return down ? trip(outcome, now, random) : change::none;
}

breaker::change breaker::on_answer(std::size_t target) {
  for (const auto suspect : suspects_) take_for_broken(suspect);
  suspects_.clear();
  hit_.clear();
  take_for_sound(target);
  doubts_in_a_row_ = 0;
  if (!open_) return change::none;
  open_ = false;
  probe_.reset();
  return change::closed;
}

breaker::change breaker::trip(errc why, time now, double random) {
  open_ = true;
  failures_ = 0;
  why_ = why;
  probe_.reset();
  wait(why, now, random);
  return change::opened;
}

void breaker::wait(errc why, time now, double random) {
  if (concerns_key(why) != concerns_key(why_)) failures_ = 0;
  why_ = why;
  const auto& length = concerns_key(why) ? until_key_is_tried : between_probes;
  retry_at_ = now + length.after(++failures_, random);
}

void breaker::note_doubt(std::size_t target) {
  const auto known = targets_.find(target);
  if (known == targets_.end() || broken_.contains(target)) return;
  if (suspects_.insert(target).second) hit_.add(known->second);
  ++doubts_in_a_row_;
}

bool breaker::all_seem_down() const {
  // All that is asked of an algorithm given by UUID is its look-up, until that is answered.
  const bool lookup_hit = hit_.has(collection::algorithm);
  return doubts_in_a_row_ >= enough && hit_.targets() >= std::min(enough, sound_.targets()) &&
         hit_.algorithms() >= std::min(enough, sound_.algorithms()) &&
         (lookup_hit || hit_.kinds() >= std::min<std::size_t>(2, sound_.kinds()));
}

}  // namespace algolog
