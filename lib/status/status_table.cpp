#include "status/status_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "error.hpp"
#include "status/storage_table.hpp"
#include "text/number.hpp"
#include "text/printable.hpp"
#include "text/relative_time.hpp"

namespace algolog {
namespace {

constexpr std::size_t usual_targets = 20;
constexpr std::size_t most_targets = 100;  // without --all, even if more want attention

std::string when(const std::optional<std::int64_t>& then, std::int64_t now) {
  return then ? relative_time(*then, now) : "-";
}

color color_of(verdict::level how) {
  switch (how) {
    case verdict::level::good: return color::green;
    case verdict::level::warning: return color::yellow;
    case verdict::level::bad: return color::red;
  }
  return color::none;
}

color color_of(target_state state) {
  switch (state) {
    case target_state::ok: return color::green;
    case target_state::waiting: return color::none;
    case target_state::failing: return color::red;
    case target_state::parked: return color::yellow;
  }
  return color::none;
}

std::string since_of(const attention& one, std::int64_t now) {
  if (!one.since) return {};
  // A loss or a refused record happened at that time; everything else has lasted since then.
  const bool event = one.what == attention::kind::losing || one.what == attention::kind::quarantine;
  return fmt::format(" ({}{})", event ? "" : "since ", relative_time(*one.since, now));
}

std::string draw_attention(const verdict& judged, std::int64_t now) {
  if (judged.wants.empty()) return {};
  std::string text = "\nNeeds attention:\n";
  for (const attention& one : judged.wants) {
    text += "  " + printable(one.where);
    if (!one.where.empty()) text += ": ";
    text += printable(one.problem);
    text += since_of(one, now);
    text += "\n";
    if (!one.detail.empty()) text += "    " + printable(one.detail) + "\n";
    if (!one.advice.empty()) text += "    -> " + printable(one.advice) + "\n";
  }
  return text;
}

std::string state_of(const cluster_status& of) {
  if (of.down_since) return "down";
  return of.paused_until ? "paused" : "-";
}

std::string remark_on(const cluster_status& of) {
  if (of.down_since) return of.why;
  if (!of.paused_until) return of.url;
  return fmt::format("until {} UTC: {}", table_time(*of.paused_until), of.paused_by);
}

row cells_of(const cluster_status& of, std::int64_t now) {
  const bool all_fail = of.targets > 0 && of.failing == of.targets;
  const color shown_in = of.down_since || all_fail ? color::red : color::none;
  return {{of.name},
          {state_of(of), shown_in},
          {fmt::format("{}", of.targets)},
          {fmt::format("{}", of.failing), of.failing > 0 ? color::red : color::none},
          {when(of.succeeded_at, now)},
          {when(of.down_since, now)},
          {remark_on(of)}};
}

std::string draw_clusters(const status& of, const table_style& style) {
  if (of.clusters.empty()) return {};
  table drawn({{"CLUSTER", 12},
               {"STATE"},
               {"TARGETS", 0, true},
               {"FAILING", 0, true},
               {"LAST OK"},
               {"SINCE"},
               {"URL/WHY", 16}},
              style);
  std::vector<row> rows;
  for (const cluster_status& one : of.clusters) rows.push_back(cells_of(one, of.at));
  return "\n" + draw_with_header(drawn, rows);
}

bool fails(const target_status& target) {
  return target.state == target_state::failing || target.state == target_state::parked;
}

std::string since_of(const target_status& target, std::int64_t now) {
  if (fails(target)) return when(target.failing_since, now);
  if (!lost_today(target, now)) return "-";
  return when(target.last_gap ? target.last_gap->detected_at : target.last_gap_at, now);
}

std::string why_of(const target_status& target, std::int64_t now) {
  if (target.state == target_state::parked && target.outcome == name_of(errc::ok))
    return "its cluster is down";
  if (fails(target))
    return target.detail.empty() ? target.outcome : target.outcome + ": " + target.detail;
  if (target.state == target_state::waiting) return "not polled yet";
  if (lost_today(target, now))
    return "errors may be missing, last found " + when(target.last_gap_at, now);
  return may_lose(target, now) ? "the window is nearly all new" : "";
}

row cells_of(const target_status& of, std::int64_t now) {
  return {{fmt::format("{} {} {}", of.cluster, of.algorithm, name_of(of.what))},
          {std::string(name_of(of.state)), color_of(of.state)},
          {when(of.succeeded_at, now)},
          {when(of.next_at, now)},
          {of.rate ? figure(*of.rate * 3600) + "/h" : "-"},
          {of.window_fill ? fmt::format("{:.0f} %", *of.window_fill * 100) : "-",
           may_lose(of, now) ? color::yellow : color::none},
          {of.what == collection::errors ? fmt::format("{}", of.gaps) : "-"},
          {since_of(of, now)},
          {why_of(of, now)}};
}

// By state: losing, failing by itself, waiting for its cluster, never polled, well. Then the one
// that has been so for longest, or is nearest to losing something.
auto rank_of(const target_status& of, std::int64_t now) {
  const int group = may_lose(of, now)                   ? 0
                    : of.state == target_state::failing ? 1
                    : of.state == target_state::parked  ? 2
                    : of.state == target_state::waiting ? 3
                                                        : 4;
  return std::tuple(group, of.failing_since.value_or(now), -of.window_fill.value_or(0));
}

std::vector<const target_status*> worst_first(const status& of) {
  std::vector<const target_status*> order;
  for (const target_status& target : of.targets) order.push_back(&target);
  std::ranges::stable_sort(
      order, {}, [now = of.at](const target_status* target) { return rank_of(*target, now); });
  return order;
}

bool wants_attention(const target_status& target, std::int64_t now) {
  return target.state == target_state::failing || may_lose(target, now);
}

std::string draw_targets(const status& of, const status_view& view) {
  if (of.targets.empty()) return {};
  auto order = worst_first(of);
  if (!view.all && order.size() > usual_targets) {
    const auto first_well = std::ranges::find_if_not(
        order, [&](const target_status* one) { return wants_attention(*one, of.at); });
    const auto wanting = static_cast<std::size_t>(first_well - order.begin());
    order.resize(std::clamp(wanting, usual_targets, std::min(most_targets, order.size())));
  }
  table drawn({{"TARGET", 20},
               {"STATE"},
               {"LAST OK"},
               {"NEXT"},
               {"RATE", 0, true},
               {"WINDOW", 0, true},
               {"GAPS", 0, true},
               {"SINCE"},
               {"WHY", 16}},
              view.style);
  std::vector<row> rows;
  for (const target_status* target : order) rows.push_back(cells_of(*target, of.at));
  std::string text = "\n" + draw_with_header(drawn, rows);
  if (const std::size_t left = of.targets.size() - order.size(); left > 0)
    text += fmt::format("and {} more; --all shows them\n", left);
  return text;
}

}  // namespace

std::string draw_status(const status& of, const verdict& judged, const status_view& view) {
  std::string text;
  if (!view.source.empty()) text += printable(view.source) + "\n";
  text += painted(printable(judged.sentence), color_of(judged.how), view.style.colored) + "\n";
  text += draw_attention(judged, of.at);
  text += draw_clusters(of, view.style);
  text += draw_targets(of, view);
  text += "\n" + draw_storage(of);
  return text;
}

}  // namespace algolog
