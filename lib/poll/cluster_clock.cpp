#include "poll/cluster_clock.hpp"

#include <algorithm>
#include <cstdlib>

#include "milliseconds.hpp"

namespace algolog {
namespace {

constexpr std::int64_t agreement = minute_ms;
// The nodes of a cluster differ by seconds. Where each answer moves the time by no more than this,
// it stays with what most of them say, and not with the mean.
constexpr std::int64_t longest_step = 1'000;
// With one node in three wrong, and answers from any of them, so many votes are never outvoted.
constexpr int most_votes = 30;
constexpr int votes_of_two_clocks = 10;

/// By how much the cluster's clock can be ahead of the uptime: it wrote a whole second, after it
/// had the request and before its answer was here.
struct span {
  std::int64_t least;
  std::int64_t most;

  std::int64_t nearest(std::int64_t to) const noexcept { return std::clamp(to, least, most); }
  bool agrees(std::int64_t with) const noexcept {
    return std::abs(nearest(with) - with) <= agreement;
  }
};

}  // namespace

void cluster_clock::on_date(const dated_answer& answer) noexcept {
  const span told{answer.date - answer.heard,
                  answer.date + 999 - std::min(answer.asked, answer.heard)};
  const auto machine = answer.machine - answer.heard;
  const bool seconded = told.agrees(machine);
  heard_ = true;
  if (told.agrees(ahead_of_uptime_)) {
    const auto step = settled_ ? longest_step : agreement;
    ahead_of_uptime_ += std::clamp(told.nearest(ahead_of_uptime_) - ahead_of_uptime_, -step, step);
    votes_ = std::min(votes_ + (seconded ? votes_of_two_clocks : 1), most_votes);
    settled_ = true;
  } else if (seconded) {
    // The answer and this machine's clock agree. A machine that was suspended or paused may have
    // an uptime that stood still meanwhile.
    ahead_of_uptime_ = told.nearest(machine);
    votes_ = votes_of_two_clocks;
    settled_ = true;
  } else if (--votes_ <= 0) {
    ahead_of_uptime_ = told.nearest(ahead_of_uptime_);
    votes_ = 1;
    settled_ = false;
  }
}

}  // namespace algolog
