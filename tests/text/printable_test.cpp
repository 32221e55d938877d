#include "text/printable.hpp"

#include "catch.hpp"

using namespace algolog;

TEST_CASE("text of any language stays as it is") {
  for (const char* text : {"", "plain", "naïve café", "日本語", "Ελληνικά", "🙂", "שלום"})
    CHECK(printable(text) == text);
}

TEST_CASE("control characters become visible") {
  CHECK(printable("a\nb\r\tc") == "a\\nb\\r\\tc");
  CHECK(printable("\x1b[31mred\x7f") == "\\x1b[31mred\\x7f");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(printable("\xc2\x85next") == "\\x85next");
}

TEST_CASE("characters that turn or break the line become visible") {
  CHECK(printable("a\u202egpj.exe") == "a\\u202egpj.exe");
  CHECK(printable("\u2066x\u2069\u200f\u2028\ufeff") == "\\u2066x\\u2069\\u200f\\u2028\\ufeff");
}

TEST_CASE("bytes that are not UTF-8 become visible, and never swallow what follows") {
  CHECK(printable("a\xff\xfe") == "a\\xff\\xfe");
  CHECK(printable("\xe6\x97\n") == "\\xe6\\x97\\n");
  CHECK(printable("\xc0\x8a") == "\\xc0\\x8a");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(printable("x\xf0\x9f\x99") == "x\\xf0\\x9f\\x99");
}

TEST_CASE("long text is cut at a whole character") {
  CHECK(printable("abcdef", 4) == "abcd…");
  CHECK(printable("abc日", 4) == "abc…");
  CHECK(printable("abc\n", 4) == "abc…");
  CHECK(printable("abcd", 4) == "abcd");
  CHECK(printable(std::string(1'000'000, '\n')).size() <= 503);
}

TEST_CASE("width is counted in columns, not bytes") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("é") == 1);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("日本") == 4);
  CHECK(fitting("日本語", 5) == "日本");
  CHECK(fitting("abc", 5) == "abc");
  CHECK(fitting("abc", 0).empty());
}

TEST_CASE("lines stay lines, whatever is in them") {
  CHECK(safe_lines("a\r\n\tb\n\x1b[2Jc") == "a\n\tb\n\\x1b[2Jc\n");
  CHECK(safe_lines("").empty());
  CHECK(safe_lines(std::string(2'000, 'x')) == std::string(2'000, 'x') + "\n");
}

TEST_CASE("lines of text end with a line break, also where the text ends with a tab") {
  CHECK(safe_lines("a\tb\t") == "a\tb\t\n");
  CHECK(safe_lines("a\tb") == "a\tb\n");
  CHECK(safe_lines("\n") == "\n");
}
