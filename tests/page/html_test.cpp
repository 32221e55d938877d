#include "page/html.hpp"

#include "catch.hpp"
#include "snapshot.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

std::string text(std::string_view from, std::size_t most = 300) {
  html page;
  page.text(from, most);
  return page.take();
}

std::string lines(std::string_view from, std::size_t most = 300) {
  html page;
  page.lines(from, most);
  return page.take();
}

}  // namespace

TEST_CASE("text cannot become markup, nor end an attribute") {
  CHECK(text("<script>alert('&\"')</script>") ==
        "&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;");
  CHECK(lines("a\n</pre><b \"'>") == "a\n&lt;/pre&gt;&lt;b &quot;&#39;&gt;");
}

TEST_CASE("what is not seen or turns the writing direction is shown by its number") {
  CHECK(text(std::string("a\0b\x1b[31m\x7f\xc2\x85\n", 12)) == "a\\x00b\\x1b[31m\\x7f\\x85\\n");
  CHECK(text("\u202Eexe.gnp\u2066\u200F") == "\\u202eexe.gnp\\u2066\\u200f");
  CHECK(text("\xff\xc3(\xf0\x9f") == "\\xff\\xc3(\\xf0\\x9f");
  CHECK(lines("\x1b]0;x\x07\r\n\ttab\u202E") == "\\x1b]0;x\\x07\n\ttab\\u202e");
}

TEST_CASE("letters of any language stay") {
  CHECK(text("Größe 価格 שלום 🙂") == "Größe 価格 שלום 🙂");
}

TEST_CASE("text is cut between two characters, and by what escaping makes of it") {
  CHECK(text("abcdef", 3) == "abc…");
  CHECK(text("aéé", 4) == "aé…");
  CHECK(text(std::string(100, '<'), 10).size() < 20);
  CHECK(text("&&&&", 4) == "&amp;…");
  CHECK(lines("ab\ncd", 3) == "ab…");
  CHECK(lines("a価", 3) == "a…");
  CHECK(lines(std::string(100, '"'), 10).size() < 20);
  CHECK(lines("", 10).empty());
}

TEST_CASE("an instant is for people and for machines, and one that no calendar has a number") {
  html page;
  page.time(taken - 48 * a_second, taken);
  CHECK(
      page.take() ==
      "<time datetime=\"2026-11-22T07:59:12Z\" title=\"2026-11-22 07:59:12 UTC\">48 s ago</time>");
  html broken;
  broken.time(9'000'000'000'000'000'000, taken);
  CHECK(broken.take() == "9000000000000000000");
}

TEST_CASE("numbers are grouped, and geometry has no more digits than it takes") {
  html page;
  page.number(0).add(" ").number(-1'234'567).add(" ").number(999).add(" ").number(1'000);
  CHECK(page.take() == "0 -1,234,567 999 1,000");
  html drawing;
  drawing.length(12).add(" ").length(0.26).add(" ").length(1.0 / 3 * 1e3);
  drawing.add(" ").length(0.0 / 0.0 * -1);
  CHECK(drawing.take() == "12 0.3 333.3 0");
}

TEST_CASE("part of a URL stays one part of it") {
  html page;
  page.url_part("a b&c=d#e/é\"'<%");
  CHECK(page.take() == "a%20b%26c%3Dd%23e%2F%C3%A9%22%27%3C%25");
}
