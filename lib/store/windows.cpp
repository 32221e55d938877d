#include "store/windows.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "digest.hpp"
#include "store/gap_rows.hpp"
#include "store/tables.hpp"
#include "store/window_limit.hpp"

namespace algolog {
namespace {

std::int64_t as_integer(std::size_t count) { return static_cast<std::int64_t>(count); }
std::size_t as_count(std::int64_t integer) { return static_cast<std::size_t>(integer); }

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
    : in_(in), poll_(poll), cluster_(cluster), limit_(window_limit(in.cache, cluster)) {
  read_memory();
}

void windows::read_memory() {
  query row(in_.cache,
            "SELECT first_at, asked_at, made_from, executions, oldest_at, newest_at, oldest_end,"
            " longest, shown_from, lateness, limit_seen, refused, unread_from, unread_to,"
            " unsure_from, unsure_to, unsure_executions FROM windows WHERE algorithm_id = ?1"
            " AND asked_at IS NOT NULL");
  if (!row.with(poll_.algorithm_id).step()) return;
  auto& memory = before_.emplace();
  memory.first_at = row.maybe_integer(0).value_or(row.integer(1));
  memory.asked_at = row.integer(1);
  memory.made_from = row.maybe_integer(2).value_or(memory.asked_at);
  memory.shown.executions = as_count(row.integer(3));
  memory.shown.oldest = row.maybe_integer(4);
  memory.shown.newest = row.maybe_integer(5);
  memory.shown.oldest_end = row.maybe_integer(6);
  memory.shown.longest = row.integer(7);
  memory.shown.shown_from = row.maybe_integer(8);
  memory.lateness = row.integer(9);
  if (const auto limit = row.maybe_integer(10)) memory.limit_seen = as_count(*limit);
  refused_ = row.maybe_text(11);
  memory.unread = read_doubt(row, 12);
  memory.unsure = read_doubt(row, 14);
  if (memory.unsure) memory.unsure->executions = as_count(row.integer(16));
}

window_sighting windows::sighting(window_view view) const {
  window_sighting now;
  now.asked_at = poll_.asked_at;
  now.at = poll_.at;
  now.view = std::move(view);
  now.limit = limit_;
  return now;
}

std::vector<gap> windows::observe(window_view view, const std::vector<refused_record>& refused) {
  auto now = sighting(std::move(view));
  now.newly_refused = take_refused(refused);
  return judge_and_write(now);
}

std::vector<gap> windows::observe_unchanged() {
  if (!before_) return observe({}, {});
  return judge_and_write(sighting(unchanged_view(before_->shown)));
}

void windows::observe_unreadable(const std::vector<refused_record>& refused) {
  if (!before_) return;
  auto now = sighting({});
  now.newly_refused = take_refused(refused);
  if (now.newly_refused) write(judge_unreadable(*before_, now));
}

std::vector<gap> windows::judge_and_write(const window_sighting& now) {
  auto verdict = judge(before_, now);
  only_asked_again(verdict.next) ? write_times(verdict.next) : write(verdict.next);
  // What all routes of the cluster claim is asked only when this one claims something else: the
  // answer takes a look at each of them.
  const auto claimed = before_ ? before_->limit_seen : std::nullopt;
  const bool learned = claimed != verdict.next.limit_seen;
  const auto shown = now.view.shown.executions;
  if (learned || shown > limit_) limit_ = learn_window_limit(in_.cache, cluster_, shown);
  for (const auto& found : verdict.gaps) write(found);
  return std::move(verdict.gaps);
}

bool windows::take_refused(const std::vector<refused_record>& refused) {
  std::vector<std::string> digests;
  for (const auto& item : refused) digests.push_back(sha256_hex(item.body));
  std::ranges::sort(digests);
  std::string all;
  for (const auto& digest : digests) all += digest;
  const auto before =
      std::exchange(refused_, refused.empty() ? std::nullopt : std::optional(sha256_hex(all)));
  refused_others_ = refused_ != before;
  return refused_ && refused_others_;
}

bool windows::only_asked_again(const window_memory& memory) const {
  if (!before_ || refused_others_) return false;
  auto asked_again = *before_;
  asked_again.asked_at = memory.asked_at;
  asked_again.made_from = memory.made_from;
  return asked_again == memory;
}

/// Most polls change nothing but the times.
void windows::write_times(const window_memory& memory) {
  query(in_.cache, "UPDATE windows SET asked_at = ?2, made_from = ?3 WHERE algorithm_id = ?1")
      .with(poll_.algorithm_id, memory.asked_at, memory.made_from)
      .run();
}

void windows::write(const window_memory& memory) {
  const auto& shown = memory.shown;
  const auto& unsure = memory.unsure;
  const auto count = [](const auto& of) {
    return of ? std::optional(as_integer(*of)) : std::nullopt;
  };
  query(in_.cache,
        "INSERT OR REPLACE INTO windows (algorithm_id, first_at, asked_at, made_from, executions,"
        " oldest_at, newest_at, oldest_end, longest, shown_from, lateness, limit_seen, refused,"
        " unread_from, unread_to, unsure_from, unsure_to, unsure_executions)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)")
      .with(poll_.algorithm_id, memory.first_at, memory.asked_at, memory.made_from,
            as_integer(shown.executions), shown.oldest, shown.newest, shown.oldest_end,
            shown.longest, shown.shown_from, memory.lateness, count(memory.limit_seen), refused_,
            from_of(memory.unread), to_of(memory.unread), from_of(unsure), to_of(unsure),
            unsure ? std::optional(as_integer(unsure->executions)) : std::nullopt)
      .run();
}

void windows::write(const gap& found) { store_gap(in_.cache, poll_.algorithm_id, found, poll_.at); }

}  // namespace algolog
