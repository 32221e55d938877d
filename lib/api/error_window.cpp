#include "api/error_window.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "api/window.hpp"

namespace algolog {
namespace {

/// The plausible times: no window shows records more than 7 days apart, so a time that is farther
/// from the middle one comes from a wrong clock.
class plausible_times {
 public:
  explicit plausible_times(const std::vector<sighted_record>& records) {
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

void take_least(std::optional<std::int64_t>& least, std::int64_t at) {
  least = std::min(least.value_or(at), at);
}

struct execution {
  std::optional<std::int64_t> began;
  std::optional<std::int64_t> ended;
  std::optional<std::int64_t> added;  ///< greatest created_at of its fresh records
  bool fresh = false;

  void take(std::int64_t at, bool is_fresh) {
    take_least(began, at);
    ended = std::max(ended.value_or(at), at);
    if (is_fresh) added = std::max(added.value_or(at), at);
  }
};

void add(window_view& view, const execution& one) {
  auto& shown = view.shown;
  if (!one.fresh) ++view.known;
  if (!one.began) return;
  take_least(shown.oldest, *one.began);
  take_least(shown.oldest_end, *one.ended);
  shown.newest = std::max(shown.newest.value_or(*one.ended), *one.ended);
  shown.longest = std::max(shown.longest, std::min(*one.ended - *one.began, longest_lateness));
  if (!one.fresh) take_least(view.known_end, *one.ended);
  if (one.added) view.fresh.push_back({*one.began, *one.added});
}

}  // namespace

window_view view_of(const std::vector<sighted_record>& records, std::size_t refused) {
  window_view view;
  view.shown.refused = refused;
  const plausible_times times(records);
  std::unordered_map<std::uint64_t, execution> executions;
  for (const auto& record : records) {
    auto& seen = executions[record.execution];
    seen.fresh = seen.fresh || record.fresh;
    if (record.created_at) take_least(view.shown.shown_from, *record.created_at);
    if (times.has(record.created_at)) seen.take(*record.created_at, record.fresh);
  }
  view.shown.executions = executions.size();
  for (const auto& [_, one] : executions) add(view, one);
  return view;
}

window_view unchanged_view(const error_window& before) {
  window_view view;
  view.shown = before;
  view.known = before.executions;
  view.known_end = before.oldest_end;
  return view;
}

}  // namespace algolog
