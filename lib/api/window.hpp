#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "api/error_window.hpp"
#include "milliseconds.hpp"

namespace algolog {

// What can have been lost between two answers of an errors route. It shows the failed executions of
// the last 7 days, and no more than the newest 200 of them. Everything here is pure; times are
// milliseconds of the cluster's clock. lib/README.md, Gaps, says what is assumed.

inline constexpr std::int64_t window_age = 7 * day_ms;
inline constexpr std::size_t documented_executions = 200;
/// By how much the clocks of a cluster's machines, and a Date of whole seconds, may disagree.
inline constexpr std::int64_t clock_slack = minute_ms;
/// A record later than this is taken for a wrong clock, not for a slow execution.
inline constexpr std::int64_t longest_lateness = 3'600'000;

/// An answer may come out of a cache that keeps it for so long.
inline constexpr std::int64_t longest_cached = 3'600'000;

enum class gap_reason {
  window_overflow,  ///< more failed between two polls than the window shows
  outage,           ///< no poll succeeded for longer than the window reaches back
};

/// Errors made from `from` to `to` may be missing.
struct gap {
  std::int64_t from = 0;
  std::int64_t to = 0;
  gap_reason reason = gap_reason::window_overflow;

  friend bool operator==(const gap&, const gap&) = default;
};

/// A span that may turn out to be a gap, to be decided by the windows that follow.
struct doubt {
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::size_t executions = 0;  ///< of `unsure`: how many the window showed

  friend bool operator==(const doubt&, const doubt&) = default;
};

/// What is remembered of a route between two successful polls.
struct window_memory {
  std::int64_t first_at = 0;    ///< when the first successful poll was answered
  std::int64_t asked_at = 0;    ///< when the answer of the last successful poll was asked for
  std::int64_t made_from = 0;   ///< the last window with a record in it was made no earlier
  error_window shown;           ///< the last window that is believed
  std::int64_t lateness = 0;    ///< how long after created_at records have been seen to turn up
  std::optional<doubt> unread;  ///< refused records, which a later window may show
  std::optional<doubt> unsure;  ///< nothing known, and not known whether the window was full
  std::optional<std::size_t> limit_seen;  ///< executions it showed when young ones had to go

  friend bool operator==(const window_memory&, const window_memory&) = default;
};

/// A window that has just come.
struct window_sighting {
  std::int64_t asked_at = 0;  ///< when it was asked for: what is made later need not be in it
  std::int64_t at = 0;        ///< when it had arrived
  window_view view;
  bool newly_refused = false;  ///< it holds records not understood that it did not hold before
  std::size_t limit = documented_executions;  ///< executions the cluster shows, as known so far
};

struct window_verdict {
  std::vector<gap> gaps;
  window_memory next;
};

/// Whether records can have been lost between the last successful poll of a route (nothing: this is
/// the first) and this one. A gap covers every record that can have been lost, never less.
window_verdict judge(const std::optional<window_memory>& before, const window_sighting& now);

/// The same for an answer in which no record could be read, though it had some: a failed poll. Only
/// what was refused is remembered.
window_memory judge_unreadable(const window_memory& before, const window_sighting& now);

}  // namespace algolog
