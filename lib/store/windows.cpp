#include "store/windows.hpp"

#include <string>
#include <utility>

#include "store/tables.hpp"

namespace algolog {
namespace {

std::int64_t as_integer(std::size_t count) { return static_cast<std::int64_t>(count); }

std::optional<std::int64_t> from_of(const std::optional<doubt>& span) {
  return span ? std::optional(span->from) : std::nullopt;
}

std::optional<std::int64_t> to_of(const std::optional<doubt>& span) {
  return span ? std::optional(span->to) : std::nullopt;
}

/// The doubt in the columns from `first` on, if there is one.
std::optional<doubt> read_doubt(const query& row, int first) {
  const auto from = row.maybe_integer(first);
  if (!from) return std::nullopt;
  return doubt{*from, row.integer(first + 1), 0};
}

}  // namespace

std::string_view name_of(gap_reason reason) noexcept {
  return reason == gap_reason::outage ? "outage" : "window_overflow";
}

windows::windows(tables& in, const poll_facts& poll, const std::string& cluster)
    : in_(in), poll_(poll), cluster_(cluster) {
  read_limit();
  read_memory();
}

void windows::read_limit() {
  query row(in_.cache, "SELECT executions FROM window_limits WHERE cluster = ?1");
  if (row.with(cluster_).step()) limit_ = static_cast<std::size_t>(row.integer(0));
}

void windows::read_memory() {
  const auto polled_at = in_.polls.last_success(poll_.algorithm_id, collection::errors);
  if (!polled_at) return;
  window_memory memory;
  memory.at = *polled_at;
  query row(in_.cache,
            "SELECT executions, oldest_at, newest_at, clock_lead, lateness, unread_from, unread_to,"
            " unsure_from, unsure_to, unsure_executions FROM windows WHERE algorithm_id = ?1");
  if (row.with(poll_.algorithm_id).step()) {
    memory.shown.executions = static_cast<std::size_t>(row.integer(0));
    memory.shown.oldest = row.maybe_integer(1);
    memory.shown.newest = row.maybe_integer(2);
    memory.at += row.integer(3);
    memory.lateness = row.integer(4);
    memory.unread = read_doubt(row, 5);
    memory.unsure = read_doubt(row, 7);
    if (memory.unsure) memory.unsure->executions = static_cast<std::size_t>(row.integer(9));
  }
  before_ = memory;
}

std::vector<gap> windows::observe(window_sighting now) {
  now.at = poll_.at;
  now.limit = limit_;
  auto verdict = judge(before_, now);
  if (verdict.limit != limit_) write_limit(verdict.limit);
  limit_ = verdict.limit;
  write(verdict.next);
  for (const auto& found : verdict.gaps) write(found);
  return std::move(verdict.gaps);
}

std::vector<gap> windows::observe_unchanged() {
  if (before_ && before_->shown.executions == 0) return observe({});
  return {};
}

void windows::write(const window_memory& memory) {
  const auto& unsure = memory.unsure;
  query(in_.cache,
        "INSERT OR REPLACE INTO windows (algorithm_id, executions, oldest_at, newest_at,"
        " clock_lead, lateness, unread_from, unread_to, unsure_from, unsure_to, unsure_executions)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
      .with(poll_.algorithm_id, as_integer(memory.shown.executions), memory.shown.oldest,
            memory.shown.newest, std::int64_t{0}, memory.lateness, from_of(memory.unread),
            to_of(memory.unread), from_of(unsure), to_of(unsure),
            unsure ? std::optional(as_integer(unsure->executions)) : std::nullopt)
      .run();
}

void windows::write_limit(std::size_t executions) {
  query(in_.cache, "INSERT OR REPLACE INTO window_limits (cluster, executions) VALUES (?1, ?2)")
      .with(cluster_, as_integer(executions))
      .run();
}

/// Spans that touch are one gap.
void windows::write(const gap& found) {
  const auto widened =
      query(in_.cache,
            "UPDATE gaps SET from_at = min(from_at, ?2), to_at = max(to_at, ?3) WHERE gap_id ="
            " (SELECT gap_id FROM gaps WHERE algorithm_id = ?1 AND reason = ?4"
            " AND from_at <= ?3 AND to_at >= ?2 ORDER BY gap_id DESC LIMIT 1)")
          .with(poll_.algorithm_id, found.from, found.to, name_of(found.reason))
          .run();
  if (widened > 0) return;
  query(in_.cache,
        "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason)"
        " VALUES (?1, ?2, ?3, ?4, ?5)")
      .with(poll_.algorithm_id, found.from, found.to, poll_.at, name_of(found.reason))
      .run();
}

}  // namespace algolog
