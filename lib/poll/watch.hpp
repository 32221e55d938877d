#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "clock.hpp"
#include "config/config.hpp"
#include "mark.hpp"
#include "poll/client.hpp"
#include "poll/walk_retry.hpp"
#include "poll/window_cache.hpp"
#include "store/store.hpp"
#include "store/writer.hpp"

namespace algolog {

struct cluster;

/// One configured algorithm and what its polls share: who answers, where rows go, what is known of
/// it so far. Used by the I/O thread only; one poll of a collection at a time.
struct watch {
  watch(algolog::cluster& c, writer& w, window_cache& shown, const cluster_config& where,
        const algorithm_config& which);

  algolog::cluster& home;
  client& cluster;  ///< of `home`: who asks it
  writer& store;
  window_cache& windows;  ///< of all watches
  algorithm_config settings;
  struct {
    bool errors, builds, versions;
  } collects;
  bool wanted = true;       ///< the configuration names it still
  std::size_t file = 0;     ///< `writer::opened` when its row was asked for
  watched_algorithm known;  ///< its row; `algorithm_id` is 0 until the first poll made it
  bool outdated = false;    ///< its row is another algorithm's by now: to be asked for again
  bool astray = false;      ///< its look-up found no such algorithm
  std::string alias_of;     ///< UUID of its row, of which another name was told since: is its own
                            ///< name good as well? Its next look-up tells. Empty: no question
  walk_retry builds_retry;
  walk_retry versions_retry;

  std::size_t forgotten = 0;  ///< how often what the route showed was; a poll under way is too late
  mark errors_mark;           ///< of the last answer whose every record is stored or waits; or none
  validator errors_tag;       ///< of that answer, or none
  std::int64_t errors_sent_at = 0;  ///< when one last came whole; uptime_ms
  std::size_t errors_records = 0;   ///< records of that body
  std::size_t window_limit = 0;     ///< executions that the cluster shows at most, as known then
  bool ledger_fails = false;        ///< an unchanged window could not be noted the last time
  bool loses = false;               ///< the last window that was stored has gaps before it
  std::vector<gap> noted_gaps;      ///< that followed from unchanged windows, and are to be told
  bool errors_waiting = false;  ///< its records went to memory, as the database was not available

  /// Goes by other settings from the next poll on.
  void configure(const cluster_config& where, const algorithm_config& which);

  /// The next answer of its errors route is read as if it were the first.
  void forget_window();

  /// This is its row from now on.
  void become(watched_algorithm row);

  /// "owner/name" or the UUID.
  std::string display() const { return known.ref.display(); }
};

/// What one poll came to.
struct poll_report {
  error outcome;                ///< `errc::ok`, or why it failed
  std::size_t records = 0;      ///< records in the answers
  std::size_t added = 0;        ///< new rows
  std::size_t updated = 0;      ///< rows that changed
  std::size_t refused = 0;      ///< records not understood
  std::size_t quarantined = 0;  ///< records put into quarantine for the first time
  bool more_due = false;        ///< more logs wait: poll again at once
  bool asked = true;            ///< the cluster answered; otherwise the outcome says nothing of it
  std::optional<window_facts> window;  ///< of an errors route

  void add(const append_result& stored, std::size_t served);
  poll_report& operator+=(const poll_report& next);
  void fail(error why) {
    if (outcome.code == errc::ok) outcome = std::move(why);
  }
};

}  // namespace algolog
