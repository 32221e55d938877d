// What is to be known of one error.

#include <SQLiteCpp/Statement.h>

#include <charconv>

#include "report/queries.hpp"
#include "report/rows.hpp"

namespace algolog {
namespace {

constexpr std::string_view in_order = " ORDER BY x.request_id, x.algorithm_id, x.occurrence, x.seq";
constexpr std::size_t most_requests = 10;

std::optional<std::int64_t> as_seq(std::string_view id) {
  std::int64_t seq = 0;
  const auto [end, failed] = std::from_chars(id.data(), id.data() + id.size(), seq);
  if (failed != std::errc() || end != id.data() + id.size()) return std::nullopt;
  return seq;
}

template <class Value>
std::vector<record> errors_where(SQLite::Database& db, std::string_view condition,
                                 const Value& value) {
  SQLite::Statement query(db, std::string(select_errors).append(condition).append(in_order));
  query.bind(":value", value);
  return rows_of(query);
}

// The key of `errors` begins with the cluster, which SQLite passes over: see
// schema/0006_lookups.sql.
std::vector<record> of_request(SQLite::Database& db, const std::string& request) {
  return errors_where(db, " WHERE x.request_id = :value", request);
}

/// The ids that begin with `prefix`, a few of them.
std::vector<std::string> requests_with(SQLite::Database& db, const std::string& prefix) {
  SQLite::Statement query(db,
                          "SELECT DISTINCT request_id FROM errors"
                          " WHERE request_id >= :from AND request_id < :to LIMIT :most");
  query.bind(":from", prefix);
  query.bind(":to", prefix + "\xff");  // above all of UTF-8
  query.bind(":most", static_cast<std::int64_t>(most_requests));
  std::vector<std::string> found;
  while (query.executeStep()) found.push_back(query.getColumn(0).getString());
  return found;
}

/// All of one execution, or the first error of each.
std::vector<record> of_requests(SQLite::Database& db, const std::string& prefix) {
  auto exact = of_request(db, prefix);
  if (!exact.empty()) return exact;
  const auto requests = requests_with(db, prefix);
  if (requests.size() == 1) return of_request(db, requests.front());
  std::vector<record> found;
  for (const auto& request : requests) {
    auto all = of_request(db, request);
    if (!all.empty()) found.push_back(std::move(all.front()));  // it may be deleted meanwhile
  }
  return found;
}

}  // namespace

std::vector<record> errors_of(SQLite::Database& db, std::string_view id) {
  std::vector<record> found;
  if (const auto seq = as_seq(id)) found = errors_where(db, " WHERE x.seq = :value", *seq);
  if (found.empty()) found = of_requests(db, std::string(id));
  if (found.empty()) found = of_requests(db, "req-" + std::string(id));
  return found;
}

record build_behind(SQLite::Database& db, const record& error) {
  const auto& version = error.at("algoversion");
  if (!version.is_string()) return {};
  SQLite::Statement query(
      db,
      "SELECT b.* FROM builds AS b WHERE b.algorithm_id = :algorithm AND (b.semantic_version ="
      " :version OR b.commit_sha = :version OR b.build_id = (SELECT v.build_id FROM versions AS v"
      " WHERE v.algorithm_id = :algorithm AND v.git_hash = :version))"
      " ORDER BY coalesce(b.started_at, b.first_seen_at) DESC LIMIT 1");
  query.bind(":algorithm", error.at("algorithm_id").as_int64());
  query.bind(":version", std::string(version.as_string()));
  auto rows = rows_of(query);
  return rows.empty() ? record() : std::move(rows.front());
}

std::vector<record> gaps_around(SQLite::Database& db, const record& error) {
  const auto& created = error.at("created_at");
  const auto& at = created.is_int64() ? created : error.at("observed_at");
  SQLite::Statement query(db,
                          "SELECT from_at, to_at, reason FROM gaps WHERE algorithm_id = :algorithm"
                          " AND :at BETWEEN from_at AND to_at ORDER BY from_at");
  query.bind(":algorithm", error.at("algorithm_id").as_int64());
  query.bind(":at", at.as_int64());
  return rows_of(query);
}

}  // namespace algolog
