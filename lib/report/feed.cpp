#include "report/feed.hpp"

#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <utility>

namespace algolog {
namespace {

// A change carries the time its answer arrived, not the time of its commit: look back this far.
constexpr std::int64_t overlap_ms = 10'000;

std::string key_of(const record& build) {
  return boost::json::serialize(build.at("cluster")) + boost::json::serialize(build.at("build_id"));
}

std::string state_of(const record& build) {
  std::string text;
  for (const char* column : {"updated_at", "status", "semantic_version", "log_state"})
    text += boost::json::serialize(build.at(column)) + " ";
  return text;
}

}  // namespace

std::vector<record> error_feed::first() {
  const SQLite::Transaction snapshot(db_);
  seq_ = last_seq(db_);
  return newest_errors(db_, filter_);
}

std::vector<record> error_feed::next() {
  std::vector<record> rows = errors_after(db_, filter_, seq_);
  if (!rows.empty()) seq_ = rows.back().at("seq").as_int64();
  return rows;
}

std::vector<record> gap_feed::first() {
  const SQLite::Transaction snapshot(db_);
  changes();
  return newest_gaps(db_, filter_);
}

std::vector<record> gap_feed::next() {
  const SQLite::Transaction snapshot(db_);
  return changes();
}

std::vector<record> gap_feed::changes() {
  const auto findings = gap_findings(db_);
  if (findings == findings_) return {};
  findings_ = findings;
  std::vector<record> rows = gaps_as_found(db_, filter_);
  std::erase_if(rows, [&](const record& gap) {
    const std::int64_t found = gap.at("findings").as_int64();
    return std::exchange(shown_[gap.at("gap_id").as_int64()], found) == found;
  });
  return rows;
}

std::vector<record> build_feed::first() {
  const SQLite::Transaction snapshot(db_);
  latest_ = last_change(db_);
  changes();
  return newest_builds(db_, filter_);
}

std::vector<record> build_feed::next() { return changes(); }

std::vector<record> build_feed::changes() {
  std::vector<record> rows = builds_changed_since(db_, filter_, latest_ - overlap_ms);
  std::map<std::string, std::string> now;
  std::erase_if(rows, [&](const record& build) {
    const std::string key = key_of(build);
    const std::string state = state_of(build);
    now.emplace(key, state);
    latest_ = std::max(latest_, build.at("updated_at").as_int64());
    const auto before = shown_.find(key);
    return before != shown_.end() && before->second == state;
  });
  shown_ = std::move(now);
  return rows;
}

}  // namespace algolog
