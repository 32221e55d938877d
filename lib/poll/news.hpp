#pragma once

#include <string>

#include "poll/health.hpp"
#include "poll/loss.hpp"
#include "poll/watch.hpp"
#include "store/store_news.hpp"

namespace algolog {

// The log lines of the poll loop; each thing is said once, here. From any thread.

/// New rows, at `info`; a poll that brought nothing says so at `debug` only.
void log_stored(const watch& who, collection what, const poll_report& report);

/// A target's fault: when it begins, changes or ends.
void log_target(const watch& who, collection what, const error& why, const health& state,
                health::news news, health::time now);

/// The same for a fault that concerns a whole cluster, and what is done until it is over.
void log_cluster(const client& cluster, const error& why, const health& state, health::news news,
                 health::time now);

/// That nothing is asked for a while, because the cluster wants that; `pauses`: so many since that
/// was told last.
void log_pause(const client& cluster, const client::pause& last, std::size_t pauses);

/// Gaps, at `warn`: those of the window with which loss begins, and the span of it all whenever it
/// is told again. Those in between, as long as every poll leaves one, at `debug` only.
void log_gaps(const watch& who, const window_facts& window, const loss& state, loss::news news,
              loss::time now);

/// A fault of the database, which concerns every target alike.
void log_store(const std::string& database, const store_news& news);

/// A UUID whose owner and name the look-up found, or an algorithm configured twice.
void log_identified(const watch& who, const watch* twin);

}  // namespace algolog
