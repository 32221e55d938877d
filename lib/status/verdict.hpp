#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "status/status.hpp"

namespace algolog {

/// One thing that wants the operator's eye.
struct attention {
  enum class kind { losing, down, failing, storage, quarantine, reload };
  kind what = kind::failing;
  std::optional<std::int64_t> since;  ///< milliseconds since the epoch, UTC
  std::string where;                  ///< "prod acme/x errors", "prod", "database /var/…"
  std::string problem;                ///< one clause: "more fails than the window shows"
  std::string detail;                 ///< the last error, verbatim; may be empty
  std::string advice;                 ///< what to do; may be empty
};

/// Whether a poll found within 24 hours that errors of the target may be lost.
bool lost_today(const target_status& target, std::int64_t now) noexcept;

/// The same, or the next ones may be: its last poll found more than four fifths of the window new,
/// or, as the daemon goes on, none has succeeded for longer than the window reaches back.
bool may_lose(const target_status& target, std::int64_t now) noexcept;

/// What a status comes to: one sentence, and what wants attention, worst first. Pure.
struct verdict {
  enum class level { good, warning, bad };
  level how = level::good;
  std::string sentence;  ///< "Losing nothing: 412 targets, oldest success 48 s ago"
  std::vector<attention>
      wants;  ///< bounded; what is left out is counted in a last item of its kind
};

/// `now`: milliseconds since the epoch, UTC, by the same clock as `of.at`.
verdict judge(const status& of, std::int64_t now);

/// Why the daemon is not ready (RFC 9110's 503 of /readyz), a line each; empty: it is. A cluster
/// without success for longer than five of its intervals (a minute at least), commits that fail, a
/// disk nearly full (under 256 MiB or 2 %, whichever is less), or for less than a day.
std::vector<std::string> unready(const status& of, std::int64_t now);

}  // namespace algolog
