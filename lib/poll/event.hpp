#pragma once

#include <cstddef>
#include <variant>

#include "poll/health.hpp"
#include "poll/loss.hpp"
#include "poll/watch.hpp"

namespace algolog {

// What happened that a person may want to know, as the plan found it. Pointers are to what the plan
// was given: log an event before the report that it is about goes away.

/// Nothing is asked for a while, because the cluster wants that.
struct cluster_paused {
  const client* where;
  client::pause last;
  std::size_t pauses;  ///< since that was told last
};

/// A fault of a whole cluster began, changed or ended.
struct cluster_fault {
  const client* where;
  error why;
  health faults;
  health::news news;
  health::time at;
};

/// A fault of one target began, changed or ended.
struct target_fault {
  const watch* who;
  collection what;
  error why;
  health faults;
  health::news news;
  health::time at;
};

/// A poll ended.
struct poll_ended {
  const watch* who;
  collection what;
  const poll_report* report;
};

/// A window of an errors route left gaps, or left none for the first time since.
struct window_left_gaps {
  const watch* who;
  const window_facts* window;
  loss losing;
  loss::news news;
  loss::time at;
};

/// A UUID turned out to be a name, or one algorithm to be configured twice.
struct algorithm_identified {
  const watch* who;
  const watch* twin;  ///< that is polled in its place; may be null
};

using event = std::variant<cluster_paused, cluster_fault, target_fault, poll_ended,
                           window_left_gaps, algorithm_identified>;

}  // namespace algolog
