#include "page/page_store.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <boost/json/value.hpp>

#include "milliseconds.hpp"
#include "page/stored_text.hpp"

namespace algolog {
namespace {

namespace json = boost::json;

constexpr std::size_t hours = 168;
constexpr std::size_t most_text_read = 4096;
// Of the newest errors; older hours are not counted, because that would take seconds.
constexpr std::int64_t most_counted = 1'000'000;
constexpr std::int64_t not_counted = -1;

json::value value_of(const SQLite::Column& column) {
  if (column.isNull()) return nullptr;
  if (column.isInteger()) return column.getInt64();
  return json::string(column.getString());
}

record row_of(SQLite::Statement& query) {
  record row;
  for (int i = 0; i < query.getColumnCount(); ++i)
    row.emplace(query.getColumnName(i), value_of(query.getColumn(i)));
  return row;
}

constexpr const char* select_hour =
    "SELECT count(*) FROM errors WHERE created_at >= ? AND created_at < ?";

void count_errors(SQLite::Database& db, page_content& content) {
  content.errors_per_hour.assign(hours, not_counted);
  SQLite::Statement query(db, select_hour);
  std::int64_t end = (content.now.at / hour_ms + 1) * hour_ms;
  std::int64_t counted = 0;
  for (std::size_t i = hours; i > 0 && counted < most_counted; --i, end -= hour_ms) {
    query.reset();
    query.bind(1, end - hour_ms);
    query.bind(2, end);
    query.executeStep();
    counted += content.errors_per_hour[i - 1] = query.getColumn(0).getInt64();
  }
}

// The first line after "error:\n", as in newest_errors.
std::string message_of(std::string_view error) {
  constexpr std::string_view heading = "error:\n";
  if (error.starts_with(heading)) error.remove_prefix(heading.size());
  error = error.substr(0, error.find('\n'));
  if (error.ends_with('\r')) error.remove_suffix(1);
  return std::string(error);
}

constexpr const char* select_errors =
    "SELECT x.seq, x.cluster, x.request_id, x.created_at, x.algoversion, x.error_type, x.worker,"
    " x.observed_at, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm,"
    " typeof(x.error) = 'text' AS has_error"
    " FROM errors AS x JOIN algorithms AS a USING (algorithm_id) WHERE x.seq IN"
    " (SELECT seq FROM errors ORDER BY created_at DESC, seq DESC LIMIT 10)"
    " ORDER BY x.created_at DESC, x.seq DESC";

void read_errors(SQLite::Database& db, page_content& content) {
  content.newest_errors.clear();
  SQLite::Statement query(db, select_errors);
  while (query.executeStep()) {
    record& row = content.newest_errors.emplace_back(row_of(query));
    if (row.at("has_error").as_int64() == 0) continue;
    const auto error =
        beginning_of(db, {"errors", "error", row.at("seq").as_int64()}, most_text_read);
    row["error"] = error;
    row["message"] = message_of(error);
  }
}

// Builds have no index by their time alone: the newest ten are among the newest ten of each of the
// ten algorithms that were built last.
constexpr const char* select_builds =
    "WITH latest (algorithm_id, at) AS (SELECT a.algorithm_id,"
    " (SELECT max(started_at) FROM builds AS x WHERE x.algorithm_id = a.algorithm_id) AS at"
    " FROM algorithms AS a WHERE at IS NOT NULL ORDER BY at DESC LIMIT 10)"
    " SELECT b.cluster, b.build_id, b.status, b.commit_sha, b.started_at, b.finished_at,"
    " b.semantic_version, b.log_state, b.first_seen_at, l.log_bytes, l.rowid AS log_row,"
    " coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm"
    " FROM latest CROSS JOIN builds AS b ON b.rowid IN (SELECT x.rowid FROM builds AS x"
    " WHERE x.algorithm_id = latest.algorithm_id ORDER BY x.started_at DESC LIMIT 10)"
    " JOIN algorithms AS a ON a.algorithm_id = b.algorithm_id"
    " LEFT JOIN build_logs AS l ON l.cluster = b.cluster AND l.build_id = b.build_id"
    " WHERE b.started_at IS NOT NULL ORDER BY b.started_at DESC, b.build_id DESC LIMIT 10";

void read_builds(SQLite::Database& db, page_content& content) {
  content.newest_builds.clear();
  SQLite::Statement query(db, select_builds);
  while (query.executeStep()) {
    record& row = content.newest_builds.emplace_back(row_of(query));
    const auto* log = row.at("log_row").if_int64();
    if (log != nullptr) row["log"] = end_of(db, {"build_logs", "log", *log}, most_text_read);
  }
}

// Of each outcome the newest runs, by the index; a target may have a million.
constexpr const char* select_runs =
    "WITH RECURSIVE outcomes (outcome) AS ("
    "SELECT min(outcome) FROM polls WHERE algorithm_id = :id AND collection = :what"
    " UNION ALL SELECT (SELECT min(p.outcome) FROM polls AS p WHERE p.algorithm_id = :id"
    " AND p.collection = :what AND p.outcome > outcomes.outcome)"
    " FROM outcomes WHERE outcomes.outcome IS NOT NULL)"
    " SELECT p.first_at, p.last_at, p.polls, p.records, p.new_records, p.outcome,"
    " coalesce(substr(p.detail, 1, 400), '')"
    " FROM outcomes CROSS JOIN polls AS p ON p.poll_id IN (SELECT x.poll_id FROM polls AS x"
    " WHERE x.algorithm_id = :id AND x.collection = :what AND x.outcome = outcomes.outcome"
    " ORDER BY x.poll_id DESC LIMIT 5) ORDER BY p.poll_id DESC LIMIT 5";

std::vector<poll_run> runs_of(SQLite::Statement& query, const target_status& target) {
  query.reset();
  query.bind(":id", target.algorithm_id);
  query.bind(":what", std::string(name_of(target.what)));
  std::vector<poll_run> runs;
  while (query.executeStep()) {
    poll_run& run = runs.emplace_back();
    run.first_at = query.getColumn(0).getInt64();
    run.last_at = query.getColumn(1).getInt64();
    run.polls = query.getColumn(2).getInt64();
    run.records = query.getColumn(3).getInt64();
    run.new_records = query.getColumn(4).getInt64();
    run.outcome = query.getColumn(5).getString();
    run.detail = query.getColumn(6).getString();
  }
  return runs;
}

}  // namespace

std::array<const char*, 4> page_queries() noexcept {
  return {select_hour, select_errors, select_builds, select_runs};
}

void fill_page(SQLite::Database& db, page_content& content, const page_query& query) {
  choose_targets(content, query);
  SQLite::Transaction one_state(db);
  count_errors(db, content);
  read_errors(db, content);
  read_builds(db, content);
  SQLite::Statement runs(db, select_runs);
  content.runs.clear();
  for (const auto index : content.shown)
    content.runs.push_back(runs_of(runs, content.now.targets[index]));
}

}  // namespace algolog
