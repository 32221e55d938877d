#include "text/valid_utf8.hpp"

#include "catch.hpp"

using namespace algolog;

TEST_CASE("text that is UTF-8 stays as it is, control characters too") {
  for (const char* text : {"", "plain", "naïve café", "日本語", "🙂", "a\nb\x1b\x7f", "\xc2\x85"})
    CHECK(valid_utf8(text) == text);
}

TEST_CASE("each byte that is no UTF-8 is replaced, and none that follows is swallowed") {
  const std::string wrong = "\xef\xbf\xbd";
  CHECK(valid_utf8("a\xff\xfe") == "a" + wrong + wrong);
  CHECK(valid_utf8("\"\xe6\x97\"") == "\"" + wrong + wrong + "\"");
  CHECK(valid_utf8("\xc0\x8a") == wrong + wrong);
  CHECK(valid_utf8("\xed\xa0\x80") == wrong + wrong + wrong);
  CHECK(valid_utf8("日\xf0\x9f\x99") == "日" + wrong + wrong + wrong);
}
