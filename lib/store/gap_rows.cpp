#include "store/gap_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

#include "store/query.hpp"
#include "store/windows.hpp"

namespace algolog {
namespace {

struct gap_row {
  std::int64_t gap_id = 0;  ///< 0: not stored yet
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::int64_t detected_at = 0;
  std::int64_t found_at = 0;  ///< when it was found last
  std::int64_t findings = 0;

  bool touches(const gap_row& other) const { return from <= other.to && to >= other.from; }
  void widen(const gap_row& by) {
    from = std::min(from, by.from);
    to = std::max(to, by.to);
    detected_at = std::min(detected_at, by.detected_at);
    found_at = std::max(found_at, by.found_at);
    findings += by.findings;
  }
};

/// The rows of one algorithm and reason that touch a span, by their begin.
std::vector<gap_row> read_rows(statement_cache& in, std::int64_t algorithm_id,
                               std::string_view reason, std::int64_t from, std::int64_t to) {
  std::vector<gap_row> rows;
  query row(in,
            "SELECT gap_id, from_at, to_at, detected_at, coalesce(widened_at, detected_at),"
            " findings FROM gaps WHERE algorithm_id = ?1 AND reason = ?2 AND from_at <= ?4"
            " AND to_at >= ?3 ORDER BY from_at, gap_id");
  row.with(algorithm_id, reason, from, to);
  while (row.step()) {
    rows.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4),
                    row.integer(5)});
  }
  return rows;
}

void update(statement_cache& in, const gap_row& row) {
  query(in,
        "UPDATE gaps SET from_at = ?2, to_at = ?3, detected_at = ?4,"
        " widened_at = nullif(?5, ?4), findings = ?6 WHERE gap_id = ?1")
      .with(row.gap_id, row.from, row.to, row.detected_at, row.found_at, row.findings)
      .run();
}

void erase(statement_cache& in, const gap_row& row) {
  query(in, "DELETE FROM gaps WHERE gap_id = ?1").with(row.gap_id).run();
}

/// Makes one row of two; it keeps the older number.
void unite(statement_cache& in, gap_row& kept, const gap_row& other) {
  const auto first = std::min(kept.gap_id, other.gap_id);
  gap_row gone = other;
  gone.gap_id = std::max(kept.gap_id, other.gap_id);
  kept.gap_id = first;
  kept.widen(other);
  erase(in, gone);
}

/// Unites what touches among the rows of one reason.
void unite_rows(statement_cache& in, std::int64_t algorithm_id, std::string_view reason) {
  using all = std::numeric_limits<std::int64_t>;
  const auto rows = read_rows(in, algorithm_id, reason, all::min(), all::max());
  for (std::size_t i = 0; i < rows.size();) {
    auto kept = rows[i];
    const auto first = i++;
    while (i < rows.size() && kept.touches(rows[i])) unite(in, kept, rows[i++]);
    if (i > first + 1) update(in, kept);
  }
}

}  // namespace

void store_gap(statement_cache& in, std::int64_t algorithm_id, const gap& found, std::int64_t at) {
  const auto reason = name_of(found.reason);
  gap_row made{0, found.from, found.to, at, at, 0};
  bool counted = false;  // this poll has found a piece of it before
  for (const auto& row : read_rows(in, algorithm_id, reason, found.from, found.to)) {
    counted = counted || row.found_at == at;
    if (made.gap_id == 0) {
      made.gap_id = row.gap_id;
      made.widen(row);
    } else {
      unite(in, made, row);
    }
  }
  // Not the later of both times: a clock that was ahead may have left a time in the future.
  made.found_at = at;
  made.findings += counted ? 0 : 1;
  if (made.gap_id != 0) return update(in, made);
  query(in,
        "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason)"
        " VALUES (?1, ?2, ?3, ?4, ?5)")
      .with(algorithm_id, made.from, made.to, at, reason)
      .run();
}

void hand_over_gaps(statement_cache& in, std::int64_t from, std::int64_t into) {
  query(in, "UPDATE gaps SET algorithm_id = ?2 WHERE algorithm_id = ?1").with(from, into).run();
  for (const auto reason : {gap_reason::window_overflow, gap_reason::outage})
    unite_rows(in, into, name_of(reason));
}

}  // namespace algolog
