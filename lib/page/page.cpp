#include "page/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "page/page_sections.hpp"
#include "text/number.hpp"
#include "text/relative_time.hpp"

namespace algolog {
namespace {

constexpr std::size_t most_clusters = 24;

void draw_head(html& page, const verdict& judged) {
  page.add(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
  page.text(judged.sentence).add(" – algologd</title>\n");
  page.add(
      "<link rel=\"stylesheet\" href=\"/style.css\">\n"
      "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/icon.svg\">\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#main\">Skip to the status</a>\n");
}

void draw_header(html& page, const status& of, const page_content& content) {
  page.add(
      "<header>\n<a class=\"brand\" href=\"/\"><img src=\"/icon.svg\" alt=\"\" width=\"22\" "
      "height=\"22\">algologd</a>\n<nav aria-label=\"Sections\"><a href=\"#targets\">Targets</a>");
  if (!content.errors_per_hour.empty()) page.add("<a href=\"#errors\">Errors</a>");
  if (!content.newest_builds.empty()) page.add("<a href=\"#builds\">Builds</a>");
  page.add("</nav>\n<p>as of ").add("<strong>").text(table_time(of.at)).add(" UTC</strong></p>\n");
  page.add("</header>\n");
}

void draw_footer(html& page, const status& of) {
  page.add("<footer>\n<p>algologd ").text(of.version);
  if (of.started_at) page.add(", started ").time(*of.started_at, of.at);
  if (of.configured_at) page.add(", configuration read ").time(*of.configured_at, of.at);
  if (!of.config_digest.empty())
    page.add(" <span class=\"mono\">").text(of.config_digest.substr(0, 12), 20).add("</span>");
  page.add(
      "</p>\n<p>For machines: <a href=\"/status.json\">status.json</a>, "
      "<a href=\"/metrics\">metrics</a>, <a href=\"/healthz\">healthz</a>, "
      "<a href=\"/readyz\">readyz</a></p>\n</footer>\n");
}

void draw_cluster(html& page, const cluster_status& c, std::int64_t now) {
  page.add("<li><a href=\"/?cluster=").url_part(c.name).add("#targets\">").text(c.name, 80);
  page.add("</a> ");
  if (c.down_since) {
    page.add("<b class=\"bad\">down</b> since ").time(*c.down_since, now);
  } else if (c.paused_until) {
    page.add("<b>paused</b>, as it asked, until ").time(*c.paused_until, now);
  } else if (c.failing > 0) {
    page.number(c.failing).add(" of ").number(c.targets).add(" targets fail");
  } else {
    page.text(counted(c.targets, "target"));
  }
  if (c.succeeded_at) page.add(", last success ").time(*c.succeeded_at, now);
  page.add("</li>\n");
}

}  // namespace

void draw_mark(html& page, std::string_view word, markup tone) {
  page.add("<b class=\"").add(tone).add("\">").text(word, 60).add("</b>");
}

void draw_verdict(html& page, const status& of, const verdict& judged) {
  using level = verdict::level;
  page.add("<section class=\"verdict ");
  page.add(judged.how == level::good      ? markup("good\"><span aria-hidden=\"true\">✓</span>")
           : judged.how == level::warning ? markup("warn\"><span aria-hidden=\"true\">!</span>")
                                          : markup("bad\"><span aria-hidden=\"true\">✕</span>"));
  page.add("\n<div><h1>").text(judged.sentence, 600).add("</h1>\n<ul class=\"clusters\">\n");
  const auto listed = std::min(of.clusters.size(), most_clusters);
  for (std::size_t i = 0; i < listed; ++i) draw_cluster(page, of.clusters[i], of.at);
  if (listed < of.clusters.size()) {
    const auto left = static_cast<std::int64_t>(of.clusters.size() - listed);
    page.add("<li>and ").number(left).add(" more</li>\n");
  }
  page.add("</ul></div>\n</section>\n");
}

std::string draw_page(const page_content& content, const page_query& query) {
  const auto& of = content.now;
  const auto judged = judge(of, of.at);
  html page;
  draw_head(page, judged);
  draw_header(page, of, content);
  page.add("<main id=\"main\">\n");
  draw_verdict(page, of, judged);
  draw_attention(page, judged, of.at);
  draw_tiles(page, of);
  draw_targets(page, content, query);
  draw_errors_per_hour(page, content);
  draw_errors(page, content);
  draw_builds(page, content);
  page.add("</main>\n");
  draw_footer(page, of);
  page.add("</body>\n</html>\n");
  return page.take();
}

}  // namespace algolog
