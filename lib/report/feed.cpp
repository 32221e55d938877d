#include "report/feed.hpp"

#include <SQLiteCpp/Transaction.h>

#include <functional>
#include <string>
#include <utility>

namespace algolog {
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
  changes();
  return newest_builds(db_, filter_);
}

std::vector<record> build_feed::next() {
  const SQLite::Transaction snapshot(db_);
  std::vector<record> rows;
  for (const auto& one : changes()) rows.push_back(build_of(db_, one));
  return rows;
}

std::vector<build_state> build_feed::changes() {
  const std::hash<std::string> digest;
  auto states = build_states(db_, filter_);
  std::erase_if(states, [&](const build_state& one) {
    const auto now = digest(one.state);
    const auto [known, added] = shown_.try_emplace(digest(one.cluster + '\n' + one.build_id), now);
    return !added && std::exchange(known->second, now) == now;
  });
  return states;
}

}  // namespace algolog
