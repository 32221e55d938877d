#include "status/page_sections.hpp"

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

void draw_item(html& page, const attention& item, std::int64_t now) {
  page.add("<li class=\"").add(tone_of(item.what)).add("\">\n<p>");
  if (!item.where.empty()) page.add("<strong>").text(item.where, 160).add("</strong> ");
  page.text(item.problem);
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
  for (const auto& item : judged.wants) draw_item(page, item, now);
  page.add("</ol>\n</section>\n");
}

}  // namespace algolog
