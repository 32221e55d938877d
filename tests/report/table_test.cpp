#include "report/table.hpp"

#include <sstream>

#include "catch.hpp"
#include "text/printable.hpp"

using namespace algolog;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("columns are as wide as their widest cell, counted in columns of the terminal") {
  table t({{"A"}, {"B"}}, {});
  CHECK(draw_with_header(t, {{{"日本"}, {"x"}}, {{"é"}, {"y"}}}) ==
        "A     B\n"
        "日本  x\n"
        "é     y\n");
}

TEST_CASE("numbers are aligned to the right") {
  table t({{"N", 0, true}, {"B"}}, {});
  CHECK(draw_with_header(t, {{{"5"}, {"x"}}, {{"123"}, {"y"}}}) == "  N  B\n  5  x\n123  y\n");
}

TEST_CASE("nothing is cut in a pipe, and no line ends in blanks") {
  table t({{"A"}, {"MESSAGE", 5}}, {});
  const std::string text(5'000, 'x');
  CHECK(draw_with_header(t, {{{"a"}, {text}}, {{"b"}, {""}}}) ==
        "A  MESSAGE\na  " + text + "\nb\n");
}

TEST_CASE("on a terminal the columns that can are made narrower, the widest first") {
  table t({{"TIME"}, {"MESSAGE", 5}, {"ID", 4}}, {24, false});
  CHECK(draw_with_header(t, {{{"12:00"}, {"a long message indeed"}, {"abcd"}}}) ==
        "TIME   MESSAGE      ID\n"
        "12:00  a long mes…  abcd\n");
}

TEST_CASE("no line is wider than the terminal, however narrow") {
  for (std::size_t width = 1; width < 60; ++width) {
    table t({{"TIME"}, {"MESSAGE", 5}, {"ID", 4}}, {width, false});
    const std::string text =
        draw_with_header(t, {{{"2026-11-22"}, {"日本語 some message"}, {"abcdefgh"}}});
    for (const std::string& line : lines_of(text)) CHECK(display_width(line) <= width);
  }
}

TEST_CASE("a cell can neither break the table nor steer the terminal") {
  table t({{"A"}, {"B"}}, {80, true});
  const std::string text = t.draw({{{"a\nb\x1b[2J\u202e"}, {"x"}}});
  CHECK(text == "a\\nb\\x1b[2J\\u202e  x\n");
}

TEST_CASE("colour surrounds the text of a cell and nothing else") {
  table t({{"A"}, {"B"}}, {80, true});
  CHECK(t.draw({{{"ab", color::red}, {"x"}}, {{"abcd"}, {"y"}}}) ==
        "\x1b[31mab\x1b[0m    x\nabcd  y\n");
  CHECK(t.header() == "\x1b[1mA     B\x1b[0m\n");
}

TEST_CASE("rows that arrive later stay in the columns of the earlier ones") {
  table t({{"A"}, {"B"}}, {});
  t.draw({{{"abcdef"}, {"x"}}});
  CHECK(t.draw({{{"a"}, {"y"}}}) == "a       y\n");
}
