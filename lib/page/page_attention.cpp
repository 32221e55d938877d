#include "page/page_sections.hpp"

namespace algolog {
namespace {

markup tone_of(attention::kind what) {
  switch (what) {
    case attention::kind::losing:
    case attention::kind::down: return "bad";
    case attention::kind::failing:
    case attention::kind::storage:
    case attention::kind::quarantine:
    case attention::kind::reload: return "warn";
  }
  return "warn";
}

// Commands and keys stand in backticks.
void draw_advice(html& page, std::string_view advice) {
  bool code = false;
  while (!advice.empty()) {
    const auto end = advice.find('`');
    page.text(advice.substr(0, end));
    if (end == std::string_view::npos) break;
    page.add(code ? markup("</code>") : markup("<code>"));
    code = !code;
    advice.remove_prefix(end + 1);
  }
  if (code) page.add("</code>");
}

constexpr std::size_t most_open = 8;

// An item without a place counts what is not listed. It links to the table, which has all.
void draw_filter_link(html& page, attention::kind what) {
  if (what == attention::kind::losing) page.add(" <a href=\"/?state=losing#targets\">show</a>");
  if (what == attention::kind::failing) page.add(" <a href=\"/?state=failing#targets\">show</a>");
}

void draw_item(html& page, const attention& item, std::int64_t now) {
  page.add("<li class=\"").add(tone_of(item.what)).add("\">\n<p>");
  if (!item.where.empty()) page.add("<strong>").text(item.where, 160).add("</strong> ");
  page.text(item.problem);
  if (item.where.empty()) draw_filter_link(page, item.what);
  if (item.since) page.add(" <span class=\"since\">").time(*item.since, now).add("</span>");
  page.add("</p>\n");
  if (!item.detail.empty()) page.add("<p class=\"said\">").text(item.detail, 240).add("</p>\n");
  if (!item.advice.empty()) {
    page.add("<p class=\"advice\">");
    draw_advice(page, item.advice);
    page.add("</p>\n");
  }
  page.add("</li>\n");
}

}  // namespace

void draw_attention(html& page, const verdict& judged, std::int64_t now) {
  if (judged.wants.empty()) return;
  page.add(
      "<section aria-labelledby=\"attention\">\n<h2 id=\"attention\">Needs attention</h2>\n"
      "<ol class=\"attention\">\n");
  const auto open = judged.wants.size() > most_open + 1 ? most_open : judged.wants.size();
  for (std::size_t i = 0; i < open; ++i) draw_item(page, judged.wants[i], now);
  page.add("</ol>\n");
  if (const auto more = judged.wants.size() - open; more > 0) {
    page.add("<details class=\"more\"><summary>").number(static_cast<std::int64_t>(more));
    page.add(" more</summary>\n<ol class=\"attention\">\n");
    for (std::size_t i = open; i < judged.wants.size(); ++i) draw_item(page, judged.wants[i], now);
    page.add("</ol></details>\n");
  }
  page.add("</section>\n");
}

}  // namespace algolog
