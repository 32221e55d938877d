#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "poll/breaker.hpp"
#include "poll/client.hpp"
#include "poll/health.hpp"
#include "poll/instant.hpp"
#include "poll/watch.hpp"

namespace algolog {

/// What the poll loop knows of one cluster: whether it is down, which targets came due meanwhile
/// (they are parked: neither scheduled nor in flight), which wait because enough polls are in
/// flight (they are queued), and what was said of it. Pure.
class cluster_state {
 public:
  using time = breaker::time;

  /// What a report means for the cluster.
  struct verdict {
    breaker::change change = breaker::change::none;
    bool of_cluster = false;  ///< the fault is the cluster's, not the target's
    health::news news = health::news::none;
  };

  void add(std::size_t target, std::size_t algorithm, collection what);
  /// The target is polled no more.
  void retire(std::size_t target);

  verdict on_report(std::size_t target, const poll_report& report, const instant& now,
                    double random);
  /// The faults of the cluster as a whole, as they were logged.
  const health& faults() const noexcept { return faults_; }

  /// How many pauses the cluster asked for since that was told, if it is to be told now: at the
  /// first, and then no more than once in ten minutes. Not while it is down, which was told.
  std::optional<std::size_t> news_of_pause(const std::optional<client::pause>& last, time now);

  /// Nothing but probes is to be asked.
  bool down() const noexcept { return gate_.open(); }
  /// Since when, as uptime_ms().
  std::optional<std::int64_t> down_since() const noexcept { return down_since_; }
  const error& why_down() const noexcept { return why_; }

  /// Each poll in flight takes memory, also while it waits for a request's turn or for a commit.
  static constexpr std::size_t most_in_flight = 2000;
  bool full() const noexcept { return in_flight_ >= most_in_flight; }
  void on_started() noexcept { ++in_flight_; }
  void on_ended() noexcept { --in_flight_; }
  void queue(std::size_t target) { queued_.push_back(target); }
  /// The one that was queued first, though it may not be due any more.
  std::optional<std::size_t> take_queued();

  /// `failing`: its last poll failed. Those that did not are the better probes and go first.
  void park(std::size_t target, collection what, bool failing);
  void unpark(std::size_t target);
  /// All that were parked.
  std::vector<std::size_t> release();

  /// The parked target to be polled now, to see whether the cluster is back: another one each time.
  std::optional<std::size_t> take_probe(time now);
  /// Whether it is time to see if the key has changed, for which the next probe waits.
  bool looks_at_key(time now) const noexcept;
  void on_key_seen(bool changed, time now) noexcept;
  /// What it waits for may have come: other settings do that.
  void retry_now(time now) noexcept { gate_.retry_now(now); }
  /// When to look again at the above; far away when there is nothing to wait for.
  time next_look() const noexcept;

 private:
  bool waiting() const noexcept { return gate_.open() && !gate_.probing() && !parked_.empty(); }
  health::news worth_telling(errc why, time now);

  breaker gate_;
  health faults_;
  errc last_logged_ = errc::ok;
  error why_;                                      ///< of its being down, as last met
  std::optional<std::int64_t> down_since_;         ///< uptime_ms()
  using position = std::pair<int, std::uint64_t>;  // rank, then first come first served
  std::map<position, std::size_t> parked_;
  std::unordered_map<std::size_t, position> places_;  // of those that are parked
  std::uint64_t tickets_ = 0;
  std::size_t in_flight_ = 0;
  std::deque<std::size_t> queued_;
  time look_at_;
  time paused_until_;  ///< of the last pause that was counted
  std::size_t untold_pauses_ = 0;
  std::optional<time> told_pause_;  ///< when
};

}  // namespace algolog
