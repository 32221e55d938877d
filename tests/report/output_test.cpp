#include "report/output.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include "catch.hpp"
#include "redirected.hpp"

using namespace algolog;
using namespace std::chrono_literals;

TEST_CASE("a reader that is gone ends the output quietly, also while nothing is written") {
  std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const test::redirected to(STDOUT_FILENO, ends[1]);
  output out;
  out.write("x");
  out.wait(0ms);
  ::close(ends[0]);
  CHECK_THROWS_AS(out.wait(10s), output_closed);
  CHECK_THROWS_AS(out.write("x"), output_closed);
}

TEST_CASE("a full disk is an error") {
  const int full = ::open("/dev/full", O_WRONLY);
  const test::redirected to(STDOUT_FILENO, full);
  output out;
  CHECK_THROWS_AS(out.write("x"), std::system_error);
  CHECK_FALSE(out.terminal());
  CHECK(out.width() == 0);
}

TEST_CASE("a terminal has a width, and colour unless NO_COLOR is set") {
  const test::terminal screen(97);
  const test::redirected to(STDOUT_FILENO, screen.open());
  ::unsetenv("NO_COLOR");
  CHECK(output().terminal());
  CHECK(output().width() == 97);
  CHECK(output().color());
  ::setenv("NO_COLOR", "1", 1);
  CHECK_FALSE(output().color());
  ::unsetenv("NO_COLOR");
  ::setenv("TERM", "dumb", 1);
  CHECK_FALSE(output().color());
}
