#include "report/screen.hpp"

#include <unistd.h>

#include "catch.hpp"
#include "redirected.hpp"
#include "scratch_folder.hpp"

using namespace algolog;

TEST_CASE("in a pipe, an empty line parts what is shown again and again") {
  const test::scratch_folder folder;
  {
    const test::redirected to(STDOUT_FILENO, test::create_file(folder / "out"));
    output out;
    screen shown(out, true);
    shown.show("a\n");
    shown.show("b\n");
  }
  CHECK(test::content(folder / "out") == "a\n\nb\n");
}

TEST_CASE("on a terminal each text takes the place of the one before, and leaves it as it was") {
  const test::terminal seen;
  std::string first;
  std::string second;
  {
    const test::redirected to(STDOUT_FILENO, seen.open());
    output out;
    {
      screen shown(out, true);
      shown.show("a\nb\n");
      first = seen.read();
      shown.show("c\n");
      second = seen.read();
    }
  }
  CHECK(first == "\x1b[?1049h\x1b[?7l\x1b[Ha\x1b[K\r\nb\x1b[K\x1b[J");
  CHECK(second == "\x1b[Hc\x1b[K\x1b[J");
  CHECK(seen.read() == "\x1b[?7h\x1b[?1049l");
}

TEST_CASE("what is longer than the terminal ends by saying how much more there is") {
  const test::terminal seen;  // of 24 rows
  const test::redirected to(STDOUT_FILENO, seen.open());
  output out;
  screen shown(out, true);
  std::string text;
  for (int i = 1; i <= 30; ++i) text += std::to_string(i) + "\n";
  shown.show(text);
  const std::string frame = seen.read();
  CHECK_THAT(frame, ContainsSubstring("\r\n23\x1b[K\r\n... and 7 more lines\x1b[K\x1b[J"));
}

TEST_CASE("what is shown once is only written") {
  const test::terminal seen;
  const test::redirected to(STDOUT_FILENO, seen.open());
  output out;
  screen shown(out, false);
  shown.show("a\n");
  CHECK(seen.read() == "a\r\n");
}
