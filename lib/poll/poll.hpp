#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "poll/watch.hpp"

namespace algolog {

/// One poll of one collection, stored when it returns. Never throws for what the network, the API
/// or the database does: that is in the report. `complete` makes walks go to the last page.
boost::asio::awaitable<poll_report> poll(watch& who, collection what, bool complete);

// The polls themselves, one file each.
boost::asio::awaitable<poll_report> poll_algorithm(watch& who);  ///< `GET …/OWNER/NAME` or UUID
boost::asio::awaitable<poll_report> poll_errors(watch& who);
boost::asio::awaitable<poll_report> poll_builds(watch& who, bool complete);
boost::asio::awaitable<poll_report> poll_logs(watch& who);
boost::asio::awaitable<poll_report> poll_versions(watch& who, bool complete);

/// What there is to say of an answer that is just there; `held` is the place it was asked for in.
poll_facts facts_of(const watch& who, std::string route, const client::place& held);

/// Writes a failed poll to the ledger, and the body that was not understood to quarantine.
boost::asio::awaitable<void> store_failure(watch& who, collection what, std::string route,
                                           error why, std::string bad_body);

/// Whether a walk through all pages is due: none was completed for a day.
bool full_walk_due(const std::optional<std::int64_t>& last_full_walk, std::int64_t now) noexcept;

}  // namespace algolog
