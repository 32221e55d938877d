#include <fmt/format.h>

#include <algorithm>
#include <boost/json/value.hpp>

#include "milliseconds.hpp"
#include "page/chart.hpp"
#include "page/page_sections.hpp"
#include "text/number.hpp"
#include "text/relative_time.hpp"

namespace algolog {
namespace {

// Bounds the page, however long the texts are.
constexpr std::size_t most_page = 195'000;
constexpr std::size_t most_text = 4096;  // of a trace or a log
constexpr std::size_t around_text = 1'500;

std::string_view text_of(const record& row, std::string_view column) {
  const auto* value = row.if_contains(column);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

std::optional<std::int64_t> instant_of(const record& row, std::string_view column) {
  const auto* value = row.if_contains(column);
  const auto* number = value == nullptr ? nullptr : value->if_int64();
  if (number == nullptr) return std::nullopt;
  return *number;
}

// What one of `left` texts may take.
std::size_t room_for_text(const html& page, std::size_t left) {
  const auto room = (most_page - std::min(most_page, page.size())) / std::max<std::size_t>(left, 1);
  return std::clamp<std::size_t>(room - std::min(room, around_text), 400, most_text);
}

void draw_fact(html& page, markup name, std::string_view value) {
  if (value.empty()) return;
  page.add("<div><dt>").add(name).add("</dt><dd>").text(value, 100).add("</dd></div>");
}

// When, by the cluster's clock or else by ours, and of which algorithm.
void draw_when_and_where(html& page, const record& row, const page_content& content,
                         const char* said_at, const char* seen_at) {
  const auto said = instant_of(row, said_at);
  const auto at = said ? said : instant_of(row, seen_at);
  if (at) page.time(*at, content.now.at).add(" ");
  page.add("<strong>");
  if (content.now.clusters.size() > 1)
    page.add("<i>").text(text_of(row, "cluster"), 40).add("</i> ");
  page.text(text_of(row, "algorithm"), 120).add("</strong> ");
}

void draw_error(html& page, const record& row, const page_content& content, std::size_t room) {
  page.add("<li><details><summary>");
  draw_when_and_where(page, row, content, "created_at", "observed_at");
  if (const auto type = text_of(row, "error_type"); !type.empty())
    page.add("<b class=\"idle\">").text(type, 60).add("</b> ");
  page.add("<span>").text(text_of(row, "message"), 200).add("</span></summary>\n<dl>");
  draw_fact(page, "Request", text_of(row, "request_id"));
  draw_fact(page, "Version", text_of(row, "algoversion"));
  draw_fact(page, "Worker", text_of(row, "worker"));
  page.add("</dl>\n<pre tabindex=\"0\">").lines(text_of(row, "error"), room);
  page.add("</pre></details></li>\n");
}

std::string duration_of(const record& row) {
  const auto from = instant_of(row, "started_at");
  const auto to = instant_of(row, "finished_at");
  return from && to && *to >= *from ? elapsed(*to - *from) : std::string();
}

markup tone_of_build(std::string_view status) {
  if (status == "succeeded") return "good";
  return status == "failed" ? markup("bad") : markup("idle");
}

// The last lines, because they say how the build ended.
std::string_view last_lines(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  text.remove_prefix(text.size() - most);
  const auto line = text.find('\n');
  return line < text.size() / 2 ? text.substr(line + 1) : text;
}

void draw_log(html& page, const record& row, std::size_t room) {
  const auto log = text_of(row, "log");
  if (log.empty()) {
    page.add("<p>Its log is ").text(text_of(row, "log_state"), 40).add(".</p>");
    return;
  }
  const auto shown = last_lines(log, room);
  const auto bytes = instant_of(row, "log_bytes").value_or(0);
  if (bytes > static_cast<std::int64_t>(shown.size()))
    page.add("<p>The end of ")
        .number(bytes)
        .add(" bytes; all of it: <code>algologd log ")
        .text(text_of(row, "build_id"), 100)
        .add("</code></p>");
  page.add("<pre tabindex=\"0\">").lines(shown, room).add("</pre>");
}

void draw_build(html& page, const record& row, const page_content& content, std::size_t room) {
  page.add("<li><details><summary>");
  draw_when_and_where(page, row, content, "started_at", "first_seen_at");
  const auto status = text_of(row, "status");
  draw_mark(page, status, tone_of_build(status));
  page.add(" <span>").text(text_of(row, "semantic_version"), 40);
  if (const auto took = duration_of(row); !took.empty()) page.add(" in ").text(took);
  page.add("</span></summary>\n<dl>");
  draw_fact(page, "Build", text_of(row, "build_id"));
  draw_fact(page, "Commit", text_of(row, "commit_sha"));
  page.add("</dl>\n");
  draw_log(page, row, room);
  page.add("</details></li>\n");
}

std::string week_says(const std::vector<std::int64_t>& per_hour, std::int64_t now) {
  std::int64_t total = 0;
  std::size_t peak = 0;
  for (std::size_t i = 0; i < per_hour.size(); ++i) {
    total += std::max<std::int64_t>(per_hour[i], 0);
    if (per_hour[i] > per_hour[peak]) peak = i;
  }
  if (total == 0) return "none in 7 days";
  const auto at = (now / hour_ms - static_cast<std::int64_t>(per_hour.size() - 1 - peak)) * hour_ms;
  return fmt::format("{} in 7 days; most in the hour of {} UTC: {}", with_commas(total),
                     table_time(at).substr(0, 16), with_commas(per_hour[peak]));
}

}  // namespace

void draw_errors_per_hour(html& page, const page_content& content) {
  const auto& per_hour = content.errors_per_hour;
  if (per_hour.empty()) return;
  page.add(
      "<section aria-labelledby=\"errors\">\n<h2 id=\"errors\">Errors per hour</h2>\n"
      "<p class=\"note\" id=\"week-says\">");
  page.text(week_says(per_hour, content.now.at)).add("</p>\n");
  draw_week(page, per_hour, content.now.at);
  page.add("</section>\n");
}

void draw_errors(html& page, const page_content& content) {
  if (content.newest_errors.empty()) return;
  page.add(
      "<section aria-labelledby=\"newest-errors\">\n"
      "<h2 id=\"newest-errors\">Newest errors</h2>\n<ol class=\"records\">\n");
  auto left = content.newest_errors.size() + content.newest_builds.size();
  for (const auto& row : content.newest_errors)
    draw_error(page, row, content, room_for_text(page, left--));
  page.add("</ol>\n</section>\n");
}

void draw_builds(html& page, const page_content& content) {
  if (content.newest_builds.empty()) return;
  page.add(
      "<section aria-labelledby=\"builds\">\n<h2 id=\"builds\">Newest builds</h2>\n"
      "<ol class=\"records\">\n");
  auto left = content.newest_builds.size();
  for (const auto& row : content.newest_builds)
    draw_build(page, row, content, room_for_text(page, left--));
  page.add("</ol>\n</section>\n");
}

}  // namespace algolog
