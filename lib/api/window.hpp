#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "api/records.hpp"

namespace algolog {

// What an errors route shows: the failed executions of the last 7 days, and no more than the newest
// 200 of them. Everything here is pure; times are milliseconds of the cluster's clock.

inline constexpr std::int64_t window_age = 7LL * 24 * 60 * 60 * 1000;
inline constexpr std::size_t documented_executions = 200;

/// What one answer shows of itself. Times without sense are left out.
struct error_window {
  std::size_t executions = 0;  ///< distinct request ids; one execution may have several records
  std::size_t refused = 0;     ///< records not understood: each may be an execution of its own
  std::optional<std::int64_t> oldest;  ///< created_at
  std::optional<std::int64_t> newest;
  std::int64_t longest = 0;  ///< most time between two records of one execution
};
error_window window_of(const std::vector<error_record>& records, std::size_t refused);

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
  std::int64_t at = 0;          ///< when the last successful poll was answered
  error_window shown;           ///< the last window that could be read
  std::int64_t lateness = 0;    ///< how long after created_at records have been seen to turn up
  std::optional<doubt> unread;  ///< records refused, which only a later window may bring again
  std::optional<doubt> unsure;  ///< nothing shared, and not known whether the window was full
};

/// A window that has just come, compared with what is stored.
struct window_sighting {
  std::int64_t at = 0;
  error_window shown;
  std::size_t shared = 0;         ///< executions that this route has shown before
  std::size_t newly_refused = 0;  ///< refused records that were not in quarantine already
  std::int64_t latest_by = 0;     ///< most time by which a new record is older than the last poll
  std::size_t limit = documented_executions;  ///< executions the cluster shows, as known so far
};

struct window_verdict {
  std::vector<gap> gaps;
  window_memory next;
  std::size_t limit = documented_executions;  ///< as known now
};

/// Whether records can have been lost between the last successful poll of a route (nothing: this is
/// the first) and this one. A gap covers every record that can have been lost, never less.
window_verdict judge(const std::optional<window_memory>& before, const window_sighting& now);

}  // namespace algolog
