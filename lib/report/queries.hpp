#pragma once

#include <SQLiteCpp/Database.h>

#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "config/algorithm_ref.hpp"

namespace algolog {

/// Which rows a person wants to see.
struct record_filter {
  std::optional<std::int64_t> since;
  std::optional<algorithm_ref> algorithm;  ///< as it was polled
  std::size_t limit = 20;
};

/// A row under the names of its columns. Times stay milliseconds; what the database keeps as JSON
/// (`extra`, `settings`) is nested.
using record = boost::json::object;
/// What a column holds; empty, or nothing, if there is none of that kind.
std::string_view text_in(const record& from, std::string_view column);
std::optional<std::int64_t> number_in(const record& from, std::string_view column);

/// Whether any algorithm of the database is `ref`.
bool knows(SQLite::Database& db, const algorithm_ref& ref);

/// The newest errors, oldest of them first: the columns of `errors`, `algorithm` ("OWNER/NAME" as
/// polled) and `message` (first line).
std::vector<record> newest_errors(SQLite::Database& db, const record_filter& filter);
/// The errors that arrived after `seq`, in order of arrival, a thousand at most.
std::vector<record> errors_after(SQLite::Database& db, const record_filter& filter,
                                 std::int64_t seq);
/// The last `seq` given out.
std::int64_t last_seq(SQLite::Database& db);

/// The errors of the execution whose `request_id` is `id` or begins with it, with "req-" or
/// without, or the one whose `seq` it is: as `newest_errors`. If several executions begin so, one
/// error of each, ten at most.
std::vector<record> errors_of(SQLite::Database& db, std::string_view id);
/// The newest build that made the version `error` is of: the columns of `builds`. Empty if none is
/// stored.
record build_behind(SQLite::Database& db, const record& error);
/// The gaps of its algorithm in which it happened: `from_at`, `to_at`, `reason`.
std::vector<record> gaps_around(SQLite::Database& db, const record& error);

/// The newest builds, oldest of them first: the columns of `builds` and `algorithm`.
std::vector<record> newest_builds(SQLite::Database& db, const record_filter& filter);
/// A build, and what of it is worth telling when it changes.
struct build_state {
  std::string cluster;
  std::string build_id;
  std::string state;
};
/// Of every build, in the order of their change.
std::vector<build_state> build_states(SQLite::Database& db, const record_filter& filter);
/// The same columns as those of `newest_builds`.
record build_of(SQLite::Database& db, const build_state& which);

/// The gaps that were found, or found to go on, last; the very last one comes last: the columns of
/// `gaps`, `cluster` and `algorithm`. `filter.since`: those that end, or were found, then or later.
std::vector<record> newest_gaps(SQLite::Database& db, const record_filter& filter);
/// Every gap of the algorithm, in the order in which they were found last.
std::vector<record> gaps_as_found(SQLite::Database& db, const record_filter& filter);
/// How often gaps were found, all in all: it changes when one is found or goes on.
std::int64_t gap_findings(SQLite::Database& db);

/// Builds whose id begins with `prefix`, two at most: `cluster`, `build_id`, `status`, `log_state`,
/// and `log`, `source`, `fetched_at` where the log is stored. An equal id comes alone.
std::vector<record> builds_with_log(SQLite::Database& db, std::string_view prefix);

}  // namespace algolog
