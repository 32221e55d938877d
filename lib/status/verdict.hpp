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

/// What a status comes to: one sentence, and what wants attention, worst first. Pure.
struct verdict {
  enum class level { good, warning, bad };
  level how = level::good;
  std::string sentence;  ///< "Losing nothing: 412 targets, oldest success 48 s ago"
  std::vector<attention> wants;
};

/// `now`: milliseconds since the epoch, UTC, by the same clock as `of.at`.
verdict judge(const status& of, std::int64_t now);

/// Why the daemon is not ready (RFC 9110's 503 of /readyz), a line each; empty: it is. A cluster
/// without success for longer than five of its intervals (a minute at least), commits that fail, a
/// disk nearly full (under 256 MiB or 2 %, whichever is less), or for less than a day.
std::vector<std::string> unready(const status& of, std::int64_t now);

}  // namespace algolog
