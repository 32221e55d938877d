#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "error.hpp"
#include "store/collection.hpp"

namespace algolog {

/// What the outcome of a poll says of the cluster as a whole.
enum class bearing {
  answers,   ///< it works, whatever it thinks of the request
  doubtful,  ///< the target may be broken, or the cluster: time-outs, 5xx, cut connections
  down,      ///< every target is hit: network, certificate, key; see `concerns_cluster`
  none       ///< nothing: the fault is on this side
};
bearing bearing_of(errc outcome) noexcept;

/// Whether a cluster is polled as usual (closed) or is down and asked with one request at a time
/// (open), and when the next such probe is due. Pure: time and chance are passed in, targets are
/// known by their index.
///
/// A `down` outcome opens it at once. Doubtful ones do when no answer came between them and those
/// that failed are too many and too different for a fault of their own: three polls of three
/// targets of three algorithms, and not all of one collection; or all there are. A target that
/// failed while others were answered is broken by itself and no sign any more, until it is
/// answered. The answer to a probe closes it; that to a request that was in flight when it opened
/// does not, for it may have come before.
class breaker {
 public:
  using time = std::chrono::steady_clock::time_point;
  enum class change { none, opened, closed };

  void add(std::size_t target, std::size_t algorithm, collection what);
  void remove(std::size_t target);

  /// `asked` is false when the poll did not need the cluster: then success says nothing of it.
  change on_outcome(std::size_t target, errc outcome, bool asked, time now, double random);

  bool open() const noexcept { return open_; }
  /// A probe is under way.
  bool probing() const noexcept { return probe_.has_value(); }
  /// While open: the next probe is not sent before.
  time retry_at() const noexcept { return retry_at_; }
  /// While open: asking is in vain until the key changes, so far as one can see from here.
  bool awaits_key() const noexcept;
  /// What it waits for has come.
  void retry_now(time now) noexcept { retry_at_ = now; }
  /// The poll of `target` is the probe; its outcome ends it.
  void start_probe(std::size_t target) { probe_ = target; }

 private:
  struct place {
    std::size_t algorithm;
    collection what;
  };
  /// How many different algorithms and collections some targets are of. Counted as they come and
  /// go, since each failure asks, and there may be 100,000.
  class variety {
   public:
    void add(const place& at);
    void remove(const place& at);
    void clear() { *this = {}; }
    std::size_t targets() const noexcept { return targets_; }
    std::size_t algorithms() const noexcept { return algorithms_.size(); }
    std::size_t kinds() const noexcept { return kinds_.size(); }
    bool has(collection what) const { return kinds_.contains(what); }

   private:
    std::size_t targets_ = 0;
    std::unordered_map<std::size_t, std::size_t> algorithms_;  // targets of each
    std::map<collection, std::size_t> kinds_;                  // the same
  };
  void take_for_broken(std::size_t target);
  void take_for_sound(std::size_t target);
  change on_answer(std::size_t target);
  change trip(errc why, time now, double random);
  void note_doubt(std::size_t target);
  bool all_seem_down() const;
  void wait(errc why, time now, double random);

  std::unordered_map<std::size_t, place> targets_;
  std::unordered_set<std::size_t> suspects_;  // failed since the last answer
  std::unordered_set<std::size_t> broken_;    // failed while others were answered
  variety sound_;                             // the regular targets that are not broken
  variety hit_;                               // the suspects
  std::size_t doubts_in_a_row_ = 0;
  bool open_ = false;
  errc why_ = errc::ok;
  std::size_t failures_ = 0;
  time retry_at_;
  std::optional<std::size_t> probe_;
};

}  // namespace algolog
