#include "page/page.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "catch.hpp"
#include "chromium.hpp"
#include "page_server.hpp"
#include "sample_page.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

std::string hostile_page(std::string_view asked) {
  const auto query = parse_page_query(asked);
  auto content = a_page(300);
  content.now.targets[5].algorithm = std::string(100, 'W');
  choose_targets(content, query);
  add_records(content, hostile_with_nul + std::string(300, 'W'));
  return draw_page(content, query);
}

std::string good_page(std::string_view asked) {
  const auto query = parse_page_query(asked);
  auto content = a_page(9);
  for (auto& t : content.now.targets) t.state = target_state::ok;
  choose_targets(content, query);
  add_records(content, "harmless");
  return draw_page(content, query);
}

// What the README shows: three algorithms, one of which may have lost errors and one has no key.
std::string everyday_page(std::string_view asked) {
  const auto query = parse_page_query(asked);
  auto content = a_page(9);
  content.now.clusters.resize(1);
  auto& targets = content.now.targets;
  constexpr const char* names[] = {"acme/fraud_score", "acme/invoice_ocr", "vision/page_deskew"};
  for (std::size_t i = 0; i < targets.size(); ++i) {
    targets[i].cluster = "prod";
    targets[i].algorithm = names[i / 3];
  }
  targets[4] = failing(targets[4], taken - 20 * a_minute, "403: no access to builds");
  targets[4].advice = "give the key access to the algorithm";
  targets[6].gaps = 1;
  targets[6].last_gap_at = taken - 5 * an_hour;
  targets[6].last_gap =
      gap_status{taken - 6 * an_hour, taken - 5 * an_hour - 20 * a_minute, taken - 5 * an_hour, 1};
  choose_targets(content, query);
  add_records(content, "'customer_id'");
  return draw_page(content, query);
}

// Where somebody wants to look at it too.
void keep_picture(chromium& browser, const std::string& name) {
  const char* folder = std::getenv("ALGOLOGD_PICTURES");
  if (folder == nullptr) return;
  std::filesystem::create_directories(folder);
  browser.take_picture(std::filesystem::path(folder) / (name + ".png"));
}

// Texts whose colour is too near that of their ground: WCAG 2, success criterion 1.4.3.
constexpr const char* pale_texts = R"(
(() => {
  const rgb = text => text.match(/[\d.]+/g).map(Number);
  const light = c => c.slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const pale = [];
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('svg') || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
    if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5)
      pale.push(e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 40));
  }
  return pale.join('\n');
})())";

}  // namespace

TEST_CASE("a browser runs nothing of what others wrote, and its policy is not hurt") {
  const page_server served(hostile_page);
  chromium browser;
  browser.open(served.url());
  CHECK(browser.complaints() == std::vector<std::string>{});
  CHECK(is_true(browser, "document.title.startsWith('2 targets may be losing errors')"));
  CHECK(is_true(browser, "document.scripts.length === 0 && document.images.length === 1"));
  CHECK(is_true(browser, "document.images[0].naturalWidth > 0"));
  CHECK(is_true(browser, "document.body.innerText.includes('<script>document.title=')"));
  CHECK(is_true(browser,
                "document.querySelectorAll('[style], [onerror], style, base').length === 0"));
  CHECK(is_true(browser, "[...document.links].every(a => a.origin === location.origin)"));
}

TEST_CASE("what hurts the policy is noticed") {
  const page_server served([](std::string_view) {
    return std::string(
        "<!doctype html><title>a</title><p style='color:red'>b</p>"
        "<script>document.title = 'owned'</script>");
  });
  chromium browser;
  browser.open(served.url());
  CHECK_FALSE(browser.complaints().empty());
  CHECK(browser.evaluate("document.title") == boost::json::value("a"));
}

TEST_CASE("the filter is a form whose address can be shared") {
  const page_server served(hostile_page);
  chromium browser;
  browser.open(served.url());
  browser.evaluate(
      "document.querySelector('[name=q]').value = 'ALGORITHM_1000';"
      "document.querySelector('[name=state]').value = 'failing';"
      "document.querySelector('form').requestSubmit()");
  browser.wait_for_load();
  CHECK(browser.evaluate("location.search") ==
        boost::json::value("?q=ALGORITHM_1000&cluster=&state=failing"));
  CHECK(browser.evaluate("document.querySelectorAll('tbody tr').length") == boost::json::value(1));
  CHECK(is_true(browser, "document.querySelector('[name=q]').value === 'ALGORITHM_1000'"));
  browser.open(served.url());
  browser.evaluate("[...document.links].find(a => a.textContent.includes('Next')).click()");
  browser.wait_for_load();
  CHECK(is_true(browser, "document.querySelector('.pages').innerText.includes('Page 2 of 3')"));
  CHECK(browser.complaints() == std::vector<std::string>{});
}

TEST_CASE("no screen has to be moved sideways") {
  const page_server served(hostile_page);
  chromium browser;
  for (const int width : {320, 390, 700, 1280}) {
    browser.set_screen(width, 1800, width < 500);
    browser.open(served.url());
    keep_picture(browser, "closed-" + std::to_string(width));
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    INFO(width);
    CHECK(is_true(browser,
                  "document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    CHECK(is_true(browser,
                  "[...document.querySelectorAll('td')].every(td => !td.offsetWidth || "
                  "td.offsetWidth > 30)"));
    for (const char* part : {"targets", "newest-errors", "builds"}) {
      browser.evaluate(fmt::format("document.getElementById('{}').scrollIntoView(true)", part));
      keep_picture(browser, fmt::format("open-{}-{}", width, part));
    }
  }
}

TEST_CASE("every text stands out from its ground, in the light and in the dark") {
  for (const bool bad : {true, false}) {
    const page_server served(bad ? hostile_page : good_page);
    chromium browser;
    browser.set_screen(1280, 2000);
    for (const bool dark : {false, true}) {
      browser.set_dark(dark);
      browser.open(served.url());
      keep_picture(browser, std::string(bad ? "bad" : "good") + (dark ? "-dark" : "-light"));
      browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
      CHECK(browser.evaluate(pale_texts) == boost::json::value(""));
      CHECK(is_true(
          browser,
          dark ? "getComputedStyle(document.body).backgroundColor === 'rgb(16, 20, 22)'"
               : "getComputedStyle(document.body).backgroundColor === 'rgb(246, 247, 247)'"));
    }
  }
}

TEST_CASE("the keyboard gets everywhere, and it is seen where it is") {
  const page_server served(hostile_page);
  chromium browser;
  browser.set_screen(1280, 900);
  browser.open(served.url());
  browser.press_tab();
  CHECK(is_true(browser, "document.activeElement.className === 'skip'"));
  CHECK(is_true(browser, "document.activeElement.getBoundingClientRect().left >= 0"));
  for (int i = 0; i < 20; ++i) {
    browser.press_tab();
    CHECK(is_true(browser, "getComputedStyle(document.activeElement).outlineStyle === 'solid'"));
  }
  CHECK(is_true(browser, "document.activeElement.tagName === 'SUMMARY'"));
}

// Written by tests/browser/run --picture.
TEST_CASE("the picture of the README is the page", "[.picture]") {
  const page_server served(everyday_page);
  chromium browser;
  browser.set_screen(1280, 1120);
  browser.open(served.url());
  CHECK(browser.complaints() == std::vector<std::string>{});
  keep_picture(browser, "status-page");
}
