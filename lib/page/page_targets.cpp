#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "page/chart.hpp"
#include "page/page_sections.hpp"
#include "status/attention.hpp"
#include "text/number.hpp"
#include "text/relative_time.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

// The size of the page after its last row. A row is drawn without its polls if the page would
// become larger, assuming that each row after it has the common size.
constexpr std::size_t room = 115'000;
constexpr std::size_t common_row = 600;

markup tone_of_state(std::string_view state) {
  if (state == "ok") return "good";
  if (state == "failing") return "warn";
  return state == "losing" ? markup("bad") : markup("idle");
}

markup tone_of_outcome(std::string_view outcome) {
  if (outcome == "ok") return "good";
  return outcome == "cancelled" || outcome == "store_waiting" ? markup("idle") : markup("bad");
}

void draw_option(html& page, std::string_view value, std::string_view label, bool chosen) {
  page.add("<option value=\"").text(value).add(chosen ? markup("\" selected>") : markup("\">"));
  page.text(label, 80).add("</option>");
}

void draw_filter(html& page, const status& of, const page_query& query) {
  page.add(
          "<form method=\"get\" action=\"/#targets\" role=\"search\" aria-label=\"Filter\">\n"
          "<label>Name <input type=\"search\" name=\"q\" maxlength=\"100\" value=\"")
      .text(query.text)
      .add("\"></label>\n");
  if (of.clusters.size() > 1 || !query.cluster.empty()) {
    page.add("<label>Cluster <select name=\"cluster\">");
    draw_option(page, "", "all", query.cluster.empty());
    for (const auto& c : of.clusters) draw_option(page, c.name, c.name, c.name == query.cluster);
    page.add("</select></label>\n");
  }
  page.add("<label>State <select name=\"state\">");
  draw_option(page, "", "all", query.state.empty());
  for (const auto state : state_names) draw_option(page, state, state, state == query.state);
  page.add("</select></label>\n<button>Show</button>\n");
  if (!query.text.empty() || !query.cluster.empty() || !query.state.empty())
    page.add("<a href=\"/#targets\">All targets</a>\n");
  page.add("</form>\n");
}

// Keeps the filter. `query` is what the user typed, never a text of a cluster.
void draw_page_link(html& page, const page_query& query, std::size_t number, markup label) {
  page.add("<a href=\"/?");
  if (!query.text.empty()) page.add("q=").url_part(query.text).add("&amp;");
  if (!query.cluster.empty()) page.add("cluster=").url_part(query.cluster).add("&amp;");
  if (!query.state.empty()) page.add("state=").url_part(query.state).add("&amp;");
  page.add("page=").text(fmt::format("{}", number)).add("#targets\">").add(label).add("</a>");
}

void draw_pages(html& page, const page_content& content, const page_query& query) {
  const auto number = page_shown(content, query);
  const auto last = pages_of(content);
  if (last == 1) return;
  page.add("<nav class=\"pages\" aria-label=\"Pages of targets\">");
  if (number > 1) draw_page_link(page, query, number - 1, "← Previous");
  page.add("<span>Page ").number(static_cast<std::int64_t>(number)).add(" of ");
  page.number(static_cast<std::int64_t>(last)).add("</span>");
  if (number < last) draw_page_link(page, query, number + 1, "Next →");
  page.add("</nav>\n");
}

void draw_run(html& page, const poll_run& run) {
  page.add("<li>");
  draw_mark(page, run.outcome, tone_of_outcome(run.outcome));
  if (run.polls > 1) page.add(" × ").number(run.polls);
  const auto first = table_time(run.first_at);
  const auto last = table_time(run.last_at);
  page.add(", ").text(first);
  if (last != first)
    page.add(" to ").text(
        last.substr(0, 10) == first.substr(0, 10) && last.size() > 11 ? last.substr(11) : last);
  if (run.records > 0) page.add("; ").number(run.records).add(" records");
  if (run.new_records > 0) page.add(", ").number(run.new_records).add(" new");
  if (!run.detail.empty()) page.add("; <q>").text(run.detail, 160).add("</q>");
  page.add("</li>");
}

void draw_runs(html& page, const page_content& content, std::size_t row) {
  if (row >= content.runs.size() || content.runs[row].empty()) return;
  page.add("<ol class=\"runs\">");
  for (const auto& run : content.runs[row]) draw_run(page, run);
  page.add("</ol>");
}

// A detail that the run below repeats is left out.
void draw_failure(html& page, const target_status& t, const poll_run* run, std::int64_t now) {
  if (t.state != target_state::failing && t.state != target_state::parked) return;
  page.add("<p>").text(t.outcome, 60);
  if (t.failing_since) page.add(" since ").time(*t.failing_since, now);
  if (t.failures > 1) page.add(", ").number(t.failures).add(" times in a row");
  if (!t.detail.empty() && (run == nullptr || run->detail != t.detail))
    page.add(": <q>").text(t.detail, 160).add("</q>");
  page.add("</p>");
}

void draw_last_gap(html& page, const target_status& t) {
  const auto described = describe_last_gap(t);
  if (described.empty()) return;
  page.add("<p>Errors may be missing, ").text(described).add("</p>");
}

void draw_name(html& page, const page_content& content, std::size_t row) {
  const auto& t = content.now.targets[content.shown[row]];
  page.add("<th scope=\"row\"><details><summary>");
  if (content.now.clusters.size() > 1) page.add("<i>").text(t.cluster, 40).add("</i> ");
  page.text(t.algorithm, 120).add(" <i>").text(name_of(t.what)).add("</i></summary>");
  if (page.size() + (content.shown.size() - row) * common_row < room) {
    const bool told = row < content.runs.size() && !content.runs[row].empty();
    draw_last_gap(page, t);
    draw_failure(page, t, told ? &content.runs[row].front() : nullptr, content.now.at);
    draw_runs(page, content, row);
  } else {
    page.add("<p>Left out to keep this page small: filter by name.</p>");
  }
  page.add("</details></th>");
}

void draw_next(html& page, const target_status& t, std::int64_t now) {
  page.add("<td>");
  if (t.next_at) page.text(*t.next_at <= now ? "now" : relative_time(*t.next_at, now));
  if (t.interval_ms) {
    const auto seconds = std::max<std::int64_t>(1, (*t.interval_ms + 500) / 1000);
    page.add(" <i>/ ").text(format_duration(std::chrono::seconds(seconds))).add("</i>");
  }
  page.add("</td>");
}

void draw_fill(html& page, const target_status& t) {
  page.add("<td>");
  if (t.window_fill) {
    const auto label = fmt::format("{:.0f} %", std::clamp(*t.window_fill, 0.0, 1.0) * 100);
    draw_share(page, *t.window_fill, *t.window_fill > 0.8, label);
    page.text(label);
  }
  page.add("</td><td>");
  if (t.rate && *t.rate > 0) page.text(figure(*t.rate * 3600));
  page.add("</td><td>");
  if (t.gaps > 0) page.number(t.gaps);
  page.add("</td>");
}

void draw_row(html& page, const page_content& content, std::size_t row) {
  const auto& t = content.now.targets[content.shown[row]];
  const auto state = shown_state(t, content.now.at);
  page.add("<tr>");
  draw_name(page, content, row);
  page.add("<td>");
  draw_mark(page, state, tone_of_state(state));
  page.add("</td><td>");
  if (t.succeeded_at) {
    page.time(*t.succeeded_at, content.now.at);
  } else {
    page.add("never");
  }
  page.add("</td>");
  draw_next(page, t, content.now.at);
  draw_fill(page, t);
  page.add("</tr>\n");
}

void draw_summary(html& page, const page_content& content, const page_query& query) {
  const auto all = static_cast<std::int64_t>(content.now.targets.size());
  const auto matching = static_cast<std::int64_t>(content.matching);
  page.add("<p class=\"note\">");
  if (matching == 0) page.add("None of ").number(all).add(" targets matches.</p>\n");
  if (matching == 0) return;
  const auto first =
      static_cast<std::int64_t>((page_shown(content, query) - 1) * targets_a_page + 1);
  const auto last = first + static_cast<std::int64_t>(content.shown.size()) - 1;
  page.number(first).add(" to ").number(last).add(" of ").number(matching);
  if (matching < all) page.add(" that match, of ").number(all);
  page.add("; worst first</p>\n");
}

}  // namespace

void draw_targets(html& page, const page_content& content, const page_query& query) {
  page.add("<section aria-labelledby=\"targets\">\n<h2 id=\"targets\">Targets</h2>\n");
  draw_filter(page, content.now, query);
  draw_summary(page, content, query);
  if (!content.shown.empty()) {
    page.add(
        "<table class=\"targets\">\n<thead><tr><th scope=\"col\">Target</th>"
        "<th scope=\"col\">State</th><th scope=\"col\">Last success</th>"
        "<th scope=\"col\">Next poll</th><th scope=\"col\">Window</th>"
        "<th scope=\"col\">Fails/h</th><th scope=\"col\">Gaps</th></tr></thead>\n<tbody>\n");
    for (std::size_t row = 0; row < content.shown.size(); ++row) draw_row(page, content, row);
    page.add("</tbody>\n</table>\n");
  }
  draw_pages(page, content, query);
  page.add("</section>\n");
}

}  // namespace algolog
