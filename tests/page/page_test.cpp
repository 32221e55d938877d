#include "page/page.hpp"

#include <algorithm>

#include "catch.hpp"
#include "count.hpp"
#include "sample_page.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

std::string drawn(page_content content, const page_query& query = {}) {
  choose_targets(content, query);
  add_records(content);
  return draw_page(content, query);
}

// The values of an attribute, wherever it stands in a tag.
std::vector<std::string> values_of(std::string_view page, std::string_view attribute) {
  const auto name = " " + std::string(attribute) + "=\"";
  std::vector<std::string> values;
  for (auto i = page.find(name); i != std::string_view::npos; i = page.find(name, i + 1)) {
    const auto from = i + name.size();
    values.emplace_back(page.substr(from, page.find('"', from) - from));
  }
  return values;
}

// The names of the tags that a browser would see.
bool has_tag(std::string_view page, std::string_view tag) {
  return page.find("<" + std::string(tag)) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a good page says so first and lists nothing to do") {
  page_content content;
  content.now = a_status({a_target("prod", "acme/x")});
  const auto page = drawn(content);
  CHECK_THAT(page, StartsWith("<!doctype html>"));
  CHECK_THAT(page, ContainsSubstring("<h1>Losing nothing: 1 target, oldest success 8 s ago</h1>"));
  CHECK_THAT(page, ContainsSubstring("<title>Losing nothing: 1 target"));
  CHECK_THAT(page, !ContainsSubstring("Needs attention"));
}

TEST_CASE("what needs attention says since when, where, what, why and what to do") {
  page_content content;
  content.now = a_status({failing(a_target("prod", "acme/x"), taken - 2 * an_hour, "HTTP 403: no"),
                          a_target("prod", "acme/y")});
  const auto page = drawn(content);
  const auto at = page.find("Needs attention");
  REQUIRE(at != std::string::npos);
  for (const char* part : {"<strong>prod acme/x errors</strong>", "forbidden, 12 times in a row",
                           "2026-11-22T06:00:00Z", "HTTP 403: no", "mend the key"}) {
    CHECK(page.find(part, at) != std::string::npos);
  }
}

TEST_CASE("no text from outside becomes markup, wherever it stands") {
  const auto page = drawn(a_page(120));
  CHECK(count(page, "owned") > 20);
  CHECK_FALSE(has_tag(page, "script"));
  CHECK(count(page, "<img") == 1);
  CHECK(values_of(page, "onerror").empty());
  CHECK(values_of(page, "style").empty());
  for (const char c : {'\0', '\x1b', '\x7f', '\xff'}) CHECK(page.find(c) == std::string::npos);
  CHECK(page.find("\u202E") == std::string::npos);
  CHECK_THAT(page, ContainsSubstring("\\u202egnp.exe"));
  CHECK_THAT(page, ContainsSubstring("\\x00after"));
}

TEST_CASE("every address on the page is its own") {
  auto content = a_page(250);
  content.now.clusters[0].name = "a\"b&c=d/../#<";
  content.now.clusters[0].url = hostile;
  page_query query;
  query.text = "algo";
  query.page = 2;
  const auto page = drawn(content, query);
  CHECK(values_of(page, "href").size() > 8);
  for (const auto& address : values_of(page, "href")) {
    INFO(address);
    const bool fragment = address.starts_with('#');
    const bool own = address == "/" || address == "/style.css" || address == "/icon.svg" ||
                     address == "/status.json" || address == "/metrics" || address == "/healthz" ||
                     address == "/readyz" || address == "/#targets";
    const bool filter = address.starts_with("/?") && address.ends_with("#targets");
    CHECK((fragment || own || filter));
  }
  CHECK(values_of(page, "src") == std::vector<std::string>{"/icon.svg"});
  CHECK(values_of(page, "action") == std::vector<std::string>{"/#targets"});
  CHECK_THAT(page, ContainsSubstring("href=\"/?cluster=a%22b%26c%3Dd%2F..%2F%23%3C#targets\""));
}

TEST_CASE("pages of targets lead to each other with the filter") {
  page_query query;
  query.text = "a\"&b";
  query.page = 2;
  auto content = a_page(250);
  for (auto& t : content.now.targets) t.algorithm += "A\"&B";
  const auto page = drawn(content, query);
  CHECK_THAT(page, ContainsSubstring("href=\"/?q=a%22%26b&amp;page=1#targets\">← Previous"));
  CHECK_THAT(page, ContainsSubstring("href=\"/?q=a%22%26b&amp;page=3#targets\">Next →"));
  CHECK_THAT(page, ContainsSubstring("101 to 200 of 250"));
  CHECK_THAT(page, ContainsSubstring("name=\"q\" maxlength=\"100\" value=\"a&quot;&amp;b\""));
}

TEST_CASE("a filter that nothing matches shows no table and can be undone") {
  page_query query;
  query.text = "nothing";
  const auto page = drawn(a_page(12), query);
  CHECK_THAT(page, ContainsSubstring("None of 12 targets matches"));
  CHECK_FALSE(has_tag(page, "table"));
  CHECK_THAT(page, ContainsSubstring("<a href=\"/#targets\">All targets</a>"));
}

TEST_CASE("a cluster that is not configured is shown as what was asked for") {
  page_query query;
  query.cluster = "gone<b>";
  const auto page = drawn(a_page(12), query);
  CHECK_THAT(page, ContainsSubstring("None of 12 targets matches"));
  CHECK_THAT(page, !ContainsSubstring("gone<b>"));
}

TEST_CASE("loss is shown with its span, since when it is known and when it was last found") {
  const auto page = drawn(a_page(12));
  const std::string told =
      "hose made from 2026-11-22 00:00:00 to 2026-11-22 02:00:00 UTC (2h 0m); found 30 times,"
      " first 2026-11-22 01:00:00 UTC, last 2026-11-22 03:00:00 UTC</p>";
  CHECK(count(page, "<p class=\"said\">t" + told) == 1);          // among what wants attention
  CHECK(count(page, "<p>Errors may be missing, t" + told) == 1);  // at its target
}

TEST_CASE("of ten thousand targets with the worst of texts the page is under 200 kB") {
  const std::string quotes(5000, '"');
  for (const auto& said : {hostile, quotes, std::string(5000, '\x01'), std::string(5000, 'x')}) {
    auto content = a_page(10'000, said);
    for (auto& t : content.now.targets) t.algorithm += said;
    choose_targets(content, {});
    for (auto& t : content.now.targets) {
      t.last_gap_at = taken - an_hour;
      t.last_gap = gap_status{taken - a_day, taken - 2 * an_hour, taken - a_day + a_minute, 1000};
    }
    for (auto& t : content.now.targets)
      if (t.state == target_state::ok) t = failing(t, taken - an_hour, said);
    choose_targets(content, {});
    add_records(content, said);
    const auto page = draw_page(content, {});
    CHECK(count(page, "<tr>") == 100 + 1);
    CHECK(page.size() < 200'000);
  }
}

TEST_CASE("headings, rows and drawings can be read without seeing") {
  const auto page = drawn(a_page(120));
  CHECK(count(page, "<h1>") == 1);
  CHECK(count(page, "<main id=\"main\">") == 1);
  CHECK_THAT(page, ContainsSubstring("href=\"#main\">Skip"));
  CHECK_THAT(page, ContainsSubstring("<html lang=\"en\">"));
  CHECK(count(page, "<th scope=\"row\">") == 100);
  CHECK(count(page, "<th scope=\"col\">") == 7);
  CHECK(count(page, "role=\"img\"") == count(page, "<svg"));
  CHECK(count(page, "role=\"img\"><title>") + count(page, "role=\"img\" aria-labelledby") ==
        count(page, "<svg"));
}

TEST_CASE("a log that is cut says how to get all of it") {
  page_content content;
  content.now = a_status({a_target("prod", "acme/x")});
  choose_targets(content, {});
  auto row = a_build_row("failed", taken - an_hour,
                         "first line\n" + std::string(9000, 'x') + "\nlast line\n");
  content.newest_builds.push_back(row);
  const auto page = draw_page(content, {});
  CHECK_THAT(page, ContainsSubstring("algologd log 1f0e7a2a-4183-4939-a292-26e677aeba73"));
  CHECK_THAT(page, ContainsSubstring("last line"));
  CHECK_THAT(page, !ContainsSubstring("first line"));
}

TEST_CASE("the style sheet and the icon are there, and ask for nothing from elsewhere") {
  CHECK(page_style().size() > 1000);
  CHECK(page_style().find("url(") == std::string_view::npos);
  CHECK(page_style().find("@import") == std::string_view::npos);
  CHECK(page_style().find("prefers-color-scheme: dark") != std::string_view::npos);
  CHECK(page_icon().starts_with("<svg xmlns="));
}

TEST_CASE("many failures an hour are written as a number, without an exponent") {
  page_content content;
  auto busy = a_target("prod", "acme/x");
  busy.rate = 2345.0 / 3600;
  content.now = a_status({busy});
  sample_point ten_minutes;
  ten_minutes.polls = 1000;
  ten_minutes.failed_polls = 1000;
  content.now.samples.push_back(ten_minutes);
  const auto page = drawn(content);
  CHECK_THAT(page, ContainsSubstring("<td>2,345</td>"));
  CHECK_THAT(page, ContainsSubstring("1,000 failed (100 %)"));
}
