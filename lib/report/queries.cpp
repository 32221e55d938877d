#include "report/queries.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <string>
#include <utility>

#include "api/bounded_json.hpp"
#include "report/rows.hpp"

namespace algolog {
namespace {

namespace json = boost::json;

// Rows are those of `x`. Only what is asked for stands in a query: a condition that a parameter
// turns off would keep SQLite from using the index of the others.
constexpr std::string_view of_uuid =
    " AND x.algorithm_id IN (SELECT algorithm_id FROM algorithms WHERE uuid = :uuid)";
constexpr std::string_view of_name =
    " AND x.algorithm_id IN"
    " (SELECT algorithm_id FROM algorithms WHERE owner = :owner AND name = :name)";

constexpr std::string_view since_created =
    " AND (x.created_at >= :since OR (x.created_at IS NULL AND x.observed_at >= :since))";
constexpr std::string_view since_started = " AND coalesce(x.started_at, x.first_seen_at) >= :since";

// The gap of an outage ended days before it is found: finding it counts as well.
constexpr std::string_view since_found =
    " AND (x.to_at >= :since OR coalesce(x.widened_at, x.detected_at) >= :since)";

constexpr std::string_view select_builds =
    "SELECT x.*, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm FROM builds AS x"
    " JOIN algorithms AS a ON a.algorithm_id = x.algorithm_id WHERE 1";
constexpr std::string_view select_gaps =
    "SELECT x.*, a.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm FROM gaps AS x"
    " JOIN algorithms AS a ON a.algorithm_id = x.algorithm_id WHERE 1";

template <class... Parts>
std::string joined(const Parts&... parts) {
  std::string text;
  (text.append(parts), ...);
  return text;
}

bool is_json(std::string_view column) { return column == "extra" || column == "settings"; }

json::value value_of(const SQLite::Column& column) {
  if (column.isNull()) return nullptr;
  if (column.isInteger()) return column.getInt64();
  if (column.isFloat()) return column.getDouble();
  const std::string text = column.getString();
  if (is_json(column.getName())) {
    if (auto nested = parse_json(text)) return std::move(*nested);
  }
  return json::string(text);
}

void bind(SQLite::Statement& query, const algorithm_ref& ref) {
  if (!ref.has_name()) return query.bind(":uuid", ref.uuid);
  query.bind(":owner", ref.owner);
  query.bind(":name", ref.name);
}

std::string_view condition(const std::optional<algorithm_ref>& algorithm) {
  if (!algorithm) return {};
  return algorithm->has_name() ? of_name : of_uuid;
}

std::vector<record> newest(SQLite::Database& db, const std::string& sql,
                           const record_filter& filter) {
  SQLite::Statement query(db, sql);
  if (filter.algorithm) bind(query, *filter.algorithm);
  if (filter.since) query.bind(":since", *filter.since);
  query.bind(":limit", static_cast<std::int64_t>(filter.limit));
  std::vector<record> rows = rows_of(query);
  std::ranges::reverse(rows);
  return rows;
}

std::vector<record> after(SQLite::Database& db, const std::string& sql, const record_filter& filter,
                          std::int64_t mark) {
  SQLite::Statement query(db, sql);
  if (filter.algorithm) bind(query, *filter.algorithm);
  query.bind(":after", mark);
  return rows_of(query);
}

// Glob, unlike LIKE, uses the index; these are its special characters.
bool is_plain(std::string_view prefix) {
  return prefix.find_first_of("*?[") == std::string_view::npos;
}

}  // namespace

std::vector<record> rows_of(SQLite::Statement& query) {
  std::vector<record> rows;
  while (query.executeStep()) {
    record& row = rows.emplace_back();
    for (int i = 0; i < query.getColumnCount(); ++i) {
      const SQLite::Column column = query.getColumn(i);
      row.emplace(column.getName(), value_of(column));
    }
  }
  return rows;
}

std::string_view text_in(const record& from, std::string_view column) {
  const auto* value = from.if_contains(column);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

std::optional<std::int64_t> number_in(const record& from, std::string_view column) {
  const auto* value = from.if_contains(column);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

bool knows(SQLite::Database& db, const algorithm_ref& ref) {
  SQLite::Statement query(
      db, joined("SELECT 1 FROM algorithms AS x WHERE 1", condition(ref), " LIMIT 1"));
  bind(query, ref);
  return query.executeStep();
}

std::vector<record> newest_errors(SQLite::Database& db, const record_filter& filter) {
  // The inner query reads an index and not the errors, which may be many and large.
  return newest(db,
                joined(select_errors, " WHERE x.seq IN (SELECT seq FROM errors AS x WHERE 1",
                       condition(filter.algorithm), filter.since ? since_created : "",
                       " ORDER BY x.created_at DESC, x.seq DESC LIMIT :limit)"
                       " ORDER BY x.created_at DESC, x.seq DESC"),
                filter);
}

std::vector<record> errors_after(SQLite::Database& db, const record_filter& filter,
                                 std::int64_t seq) {
  return after(db,
               joined(select_errors, " WHERE x.seq > :after", condition(filter.algorithm),
                      " ORDER BY x.seq LIMIT 1000"),
               filter, seq);
}

std::int64_t last_seq(SQLite::Database& db) {
  return db.execAndGet("SELECT coalesce(max(seq), 0) FROM errors").getInt64();
}

std::vector<record> newest_builds(SQLite::Database& db, const record_filter& filter) {
  return newest(
      db,
      joined(select_builds, condition(filter.algorithm), filter.since ? since_started : "",
             " ORDER BY coalesce(x.started_at, x.first_seen_at) DESC, x.build_id DESC"
             " LIMIT :limit"),
      filter);
}

std::vector<build_state> build_states(SQLite::Database& db, const record_filter& filter) {
  SQLite::Statement query(
      db, joined("SELECT x.cluster, x.build_id, x.updated_at || ' ' || x.status || ' ' ||"
                 " coalesce(x.semantic_version, '') || ' ' || x.log_state FROM builds AS x"
                 " WHERE 1",
                 condition(filter.algorithm), " ORDER BY x.updated_at, x.build_id"));
  if (filter.algorithm) bind(query, *filter.algorithm);
  std::vector<build_state> states;
  while (query.executeStep()) {
    states.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(),
                      query.getColumn(2).getString()});
  }
  return states;
}

record build_of(SQLite::Database& db, const build_state& which) {
  SQLite::Statement query(db, joined(select_builds, " AND x.cluster = ?1 AND x.build_id = ?2"));
  query.bind(1, which.cluster);
  query.bind(2, which.build_id);
  auto rows = rows_of(query);
  return rows.empty() ? record() : std::move(rows.front());
}

std::vector<record> newest_gaps(SQLite::Database& db, const record_filter& filter) {
  return newest(db,
                joined(select_gaps, condition(filter.algorithm), filter.since ? since_found : "",
                       " ORDER BY coalesce(x.widened_at, x.detected_at) DESC, x.gap_id DESC"
                       " LIMIT :limit"),
                filter);
}

std::vector<record> gaps_as_found(SQLite::Database& db, const record_filter& filter) {
  SQLite::Statement query(db, joined(select_gaps, condition(filter.algorithm),
                                     " ORDER BY coalesce(x.widened_at, x.detected_at), x.gap_id"));
  if (filter.algorithm) bind(query, *filter.algorithm);
  return rows_of(query);
}

std::int64_t gap_findings(SQLite::Database& db) {
  return db.execAndGet("SELECT coalesce(sum(findings), 0) FROM gaps").getInt64();
}

std::vector<record> builds_with_log(SQLite::Database& db, std::string_view prefix) {
  if (!is_plain(prefix)) return {};
  SQLite::Statement query(db,
                          "SELECT b.cluster, b.build_id, b.status, b.log_state, l.log, l.source,"
                          " l.fetched_at FROM builds AS b LEFT JOIN build_logs AS l"
                          " ON l.cluster = b.cluster AND l.build_id = b.build_id"
                          " WHERE b.build_id GLOB :prefix || '*'"
                          " ORDER BY b.build_id = :prefix DESC, b.cluster LIMIT 2");
  query.bind(":prefix", std::string(prefix));
  std::vector<record> rows = rows_of(query);
  const auto equal = [&](const record& row) { return row.at("build_id").as_string() == prefix; };
  if (!rows.empty() && equal(rows.front()))
    std::erase_if(rows, [&](const record& row) { return !equal(row); });
  return rows;
}

}  // namespace algolog
