#include "history.hpp"

#include <ostream>
#include <random>
#include <string_view>

namespace model {
namespace {

constexpr std::array<std::string_view, 13> names{
    "wait",       "burst", "late",       "gain",       "unreadable",
    "recreate",   "poll",  "poll fails", "poll empty", "poll unreadable",
    "poll stale", "save",  "restore"};

class author {
 public:
  explicit author(std::uint64_t seed) : dice_(seed) {}

  history write() {
    history out;
    constexpr std::array<std::size_t, 5> caps{1, 3, 8, 8, 20};
    out.cluster.cap = caps[below(caps.size())];
    out.cluster.by_arrival = chance(0.5);
    out.cluster.by_last_record = chance(0.5);
    if (chance(0.3)) out.cluster.early = between(-30 * second, 30 * second);
    out.cap_is_known = chance(0.7);
    if (chance(0.5)) {
      for (auto& clock : out.worker_clocks) clock = between(-worst_clock, worst_clock);
    }
    odd_ = chance(0.6);
    cap_ = out.cluster.cap;
    const auto length = 4 + below(24);
    for (std::size_t i = 0; i < length; ++i) out.steps.push_back(next());
    return out;
  }

 private:
  using kind = step::kind;

  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(dice_);
  }
  bool chance(double part) { return std::bernoulli_distribution(part)(dice_); }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(dice_);
  }

  std::int64_t some_time() {
    constexpr std::array<std::int64_t, 6> longest{second, 10 * second, minute, hour, day, 9 * day};
    constexpr std::array<double, 6> odds{2, 4, 6, 4, 2, 1};
    std::discrete_distribution<std::size_t> which(odds.begin(), odds.end());
    return between(0, longest[which(dice_)]);
  }

  step next() {
    step out;
    out.seed = static_cast<std::uint32_t>(dice_());
    out.what = what_next();
    switch (out.what) {
      case kind::burst:
        out.count = 1 + below(chance(0.5) ? 3 : 2 * cap_ + 2);
        out.span = between(0, chance(0.5) ? second : 2 * minute);
        break;
      case kind::late: out.span = between(0, chance(0.9) ? 50 * minute : 2 * hour); break;
      case kind::gain: out.span = between(0, 20 * minute); break;
      case kind::poll:
      case kind::poll_empty:
      case kind::poll_unreadable:
      case kind::poll_stale: out.span = between(0, chance(0.8) ? second : 30 * second); break;
      default: out.span = some_time(); break;
    }
    return out;
  }

  kind what_next() {
    if (!odd_) {
      constexpr std::array common{kind::wait, kind::burst, kind::poll};
      return common[below(common.size())];
    }
    constexpr std::array<double, 13> odds{8, 8, 1.5, 1.5, 0.7, 0.3, 8, 1, 0.5, 0.5, 0.5, 0.3, 0.3};
    std::discrete_distribution<int> which(odds.begin(), odds.end());
    return static_cast<kind>(which(dice_));
  }

  std::mt19937_64 dice_;
  bool odd_ = false;
  std::size_t cap_ = 0;
};

}  // namespace

history random_history(std::uint64_t seed) { return author(seed).write(); }

std::ostream& operator<<(std::ostream& out, const history& of) {
  out << "the newest " << of.cluster.cap << " executions by "
      << (of.cluster.by_arrival ? "arrival" : "created_at") << " of the "
      << (of.cluster.by_last_record ? "last" : "first") << " record, "
      << (of.cap_is_known ? "a known cap" : "an unknown cap") << ", expiry early by "
      << of.cluster.early << " ms, clocks";
  for (const auto clock : of.worker_clocks) out << ' ' << clock;
  out << " ms\n";
  for (const auto& one : of.steps) {
    out << "  " << names[static_cast<std::size_t>(one.what)] << " span " << one.span
        << " ms, count " << one.count << ", seed " << one.seed << '\n';
  }
  return out;
}

}  // namespace model
