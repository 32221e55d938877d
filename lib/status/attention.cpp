#include "status/attention.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "api/window.hpp"
#include "milliseconds.hpp"
#include "status/readiness.hpp"
#include "store/backlog.hpp"
#include "text/number.hpp"
#include "text/relative_time.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

using kind = attention::kind;

constexpr double nearly_full = 0.8;
constexpr std::int64_t much_wal = 128LL * 1024 * 1024;
constexpr std::size_t most_listed = 24;  // of a kind; the others are only counted

/// Errors made while no poll succeeds leave the window of the cluster after 7 days. A gap is found
/// only by the next poll that succeeds, and there may be none.
bool forgotten(const target_status& t, std::int64_t now) noexcept {
  const bool polled = t.what == collection::errors && t.interval_ms.has_value();
  return polled && t.succeeded_at && *t.succeeded_at < now - window_age;
}

std::string name_of(const target_status& t) {
  return fmt::format("{} {} {}", t.cluster, t.algorithm, name_of(t.what));
}

template <class Subject, class Draw>
void list(std::vector<attention>& to, const std::vector<Subject>& all, std::string_view rest,
          Draw draw) {
  for (std::size_t i = 0; i < std::min(all.size(), most_listed); ++i) to.push_back(draw(*all[i]));
  if (all.size() <= most_listed) return;
  const auto left = all.size() - most_listed;
  const auto what = to.back().what;
  to.push_back({what, {}, "", "and " + counted(left, rest), "", ""});
}

attention lost_item(const target_status& t) {
  return {kind::losing,
          t.last_gap_at,
          name_of(t),
          t.gaps > 1 ? fmt::format("errors may be missing: the last of {} gaps", t.gaps)
                     : "errors may be missing: a gap",
          describe_last_gap(t),
          "`algologd gaps` tells from when to when; where the window overflowed, lower "
          "`errors_min_interval`"};
}

attention unseen_item(const target_status& t) {
  return {kind::losing,
          *t.succeeded_at + window_age,
          name_of(t),
          "the cluster forgets errors that nobody saw: no poll has succeeded for more than 7 days",
          "",
          "mend what fails"};
}

attention full_item(const target_status& t) {
  return {kind::losing,
          t.last_at,
          name_of(t),
          fmt::format("the last poll found {:.0f} % of the window new: it may overflow",
                      std::min(*t.window_fill, 1.0) * 100),
          "",
          "lower `errors_min_interval` of this algorithm"};
}

attention failing_item(const target_status& t) {
  auto problem = t.outcome.empty() ? "fails" : t.outcome;
  if (t.failures > 1) problem += fmt::format(", {} times in a row", t.failures);
  return {kind::failing, t.failing_since, name_of(t), std::move(problem), t.detail, t.advice};
}

// Targets of one algorithm that fail alike are listed once: they have one cause.
void list_failing(std::vector<attention>& to, const std::vector<const target_status*>& all) {
  using fault = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;
  std::map<fault, std::size_t> listed;
  std::int64_t left = 0;
  for (const auto* t : all) {
    const fault what{t->cluster, t->algorithm, t->outcome, t->detail};
    const auto known = listed.find(what);
    if (known != listed.end()) {
      to[known->second].where += fmt::format(", {}", name_of(t->what));
    } else if (listed.size() < most_listed) {
      listed.emplace(what, to.size());
      to.push_back(failing_item(*t));
    } else {
      ++left;
    }
  }
  if (left == 0) return;
  to.push_back({kind::failing, {}, "", "and " + counted(left, "more failing target"), "", ""});
}

attention down_item(const cluster_status& c) {
  return {kind::down,
          c.down_since,
          c.name,
          fmt::format("the cluster is down: {} of {} wait for it", c.failing,
                      counted(c.targets, "target")),
          c.why,
          c.advice};
}

attention silent_item(const cluster_status& c) {
  const auto problem = c.succeeded_at ? "no poll has succeeded since" : "no poll has succeeded yet";
  return {kind::down, c.succeeded_at, c.name, problem, c.why, c.advice};
}

void list_broken_store(std::vector<attention>& to, const storage_status& s) {
  const auto where = "database " + s.path;
  if (s.failing_since) {
    to.push_back({kind::storage, s.failing_since, where, "cannot be written", s.why,
                  "new errors wait in memory; mend the disk, its room or its permissions"});
  }
  const auto most = static_cast<std::int64_t>(backlog::most_bytes);
  if (s.memory_bytes > most / 2) {
    to.push_back(
        {kind::losing, s.failing_since, where,
         fmt::format("errors that wait in memory take {} of {}", format_size(s.memory_bytes),
                     format_size(most)),
         "",
         "once that is full, newer ones are kept by nobody but the cluster, for as long as "
         "it shows them"});
  }
}

std::string disk_problem(const storage_status& s) {
  const auto left = format_size(s.disk_free_bytes) + " left";
  if (!s.days_left || *s.days_left >= 7) return "the disk is nearly full: " + left;
  if (*s.days_left < 1) return "the disk will be full within a day: " + left;
  return fmt::format("the disk will be full in {:.0f} days: {}", *s.days_left, left);
}

void list_strained_store(std::vector<attention>& to, const storage_status& s) {
  if (disk_is_nearly_full(s) || (s.days_left && *s.days_left < 7)) {
    to.push_back({kind::storage,
                  {},
                  "database " + s.path,
                  disk_problem(s),
                  "",
                  "make room, or shorten `[retention]` and run `algologd prune`"});
  }
  if (s.wal_bytes > much_wal) {
    to.push_back({kind::storage,
                  {},
                  "database " + s.path,
                  fmt::format("its write-ahead log has grown to {}", format_size(s.wal_bytes)),
                  "",
                  "a reader's long transaction holds it: end that"});
  }
}

void list_rest(std::vector<attention>& to, const status& of, std::int64_t now) {
  const auto& q = of.quarantine;
  if (q.rows > 0 && q.last_at && *q.last_at > now - day_ms) {
    const auto space = q.last_algorithm.empty() ? "" : " ";
    to.push_back({kind::quarantine, q.last_at, q.last_cluster + space + q.last_algorithm,
                  fmt::format("not understood: {} in quarantine", counted(q.rows, "answer")),
                  q.last_reason,
                  "see the table quarantine; `algologd requeue` reads it again after an update"});
  }
  if (!of.reload_problem.empty()) {
    to.push_back({kind::reload,
                  {},
                  "configuration",
                  "the last reload was refused",
                  of.reload_problem,
                  "the configuration before it stays in use until it is mended"});
  }
}

}  // namespace

std::string describe_last_gap(const target_status& of) {
  if (!of.last_gap || !of.last_gap_at) return {};
  const auto& gap = *of.last_gap;
  auto text = fmt::format("those made from {} to {} UTC ({}); found ", table_time(gap.from_at),
                          table_time(gap.to_at), elapsed(gap.to_at - gap.from_at));
  if (gap.findings > 1) {
    text += fmt::format("{}, first {} UTC, last ", counted(gap.findings, "time"),
                        table_time(gap.detected_at));
  }
  return text + table_time(*of.last_gap_at) + " UTC";
}

bool lost_today(const target_status& t, std::int64_t now) noexcept {
  return t.last_gap_at && *t.last_gap_at > now - day_ms;
}

bool may_lose(const target_status& t, std::int64_t now) noexcept {
  return lost_today(t, now) || forgotten(t, now) || (t.window_fill && *t.window_fill > nearly_full);
}

bool disk_is_nearly_full(const storage_status& s) noexcept {
  constexpr std::int64_t little = 256LL * 1024 * 1024;
  if (s.disk_total_bytes <= 0) return false;
  if (s.disk_free_bytes < std::min(little, s.disk_total_bytes / 50)) return true;
  return s.days_left && *s.days_left < 1;
}

target_groups group_targets(const status& of, std::int64_t now) {
  target_groups groups;
  std::set<std::string_view> down;
  for (const auto& c : of.clusters) {
    if (!c.down_since) continue;
    groups.down.push_back(&c);
    down.insert(c.name);
  }
  for (const auto& t : of.targets) {
    if (t.state == target_state::waiting) ++groups.waiting;
    if (may_lose(t, now)) {
      ++groups.losing;
      auto& group = lost_today(t, now)  ? groups.lost
                    : forgotten(t, now) ? groups.unseen
                                        : groups.full;
      group.push_back(&t);
    }
    const bool fails = t.state == target_state::failing || t.state == target_state::parked;
    if (fails && !down.contains(t.cluster)) groups.failing.push_back(&t);
  }
  groups.silent = silent_clusters(of, now);
  std::erase_if(groups.silent, [](const cluster_status* c) { return c->down_since.has_value(); });
  using target = const target_status*;
  std::ranges::stable_sort(groups.lost, {}, [](target t) { return -*t->last_gap_at; });
  std::ranges::stable_sort(groups.unseen, {}, [](target t) { return *t->succeeded_at; });
  std::ranges::stable_sort(groups.full, {}, [](target t) { return -*t->window_fill; });
  std::ranges::stable_sort(groups.failing, {},
                           [now](target t) { return t->failing_since.value_or(now); });
  return groups;
}

std::vector<attention> list_attention(const status& of, const target_groups& groups,
                                      std::int64_t now) {
  std::vector<attention> wants;
  list(wants, groups.lost, "more target", lost_item);
  list(wants, groups.unseen, "more target", unseen_item);
  list_broken_store(wants, of.storage);
  list(wants, groups.down, "more cluster", down_item);
  list(wants, groups.silent, "more cluster", silent_item);
  list(wants, groups.full, "more nearly full window", full_item);
  list_failing(wants, groups.failing);
  list_strained_store(wants, of.storage);
  list_rest(wants, of, now);
  return wants;
}

}  // namespace algolog
