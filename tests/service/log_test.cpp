#include "service/log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <regex>

#include "catch.hpp"
#include "redirected.hpp"
#include "scratch_folder.hpp"

using namespace algolog;

namespace {

// stderr goes into a file, or a terminal, while this lives.
class redirected_stderr {
 public:
  explicit redirected_stderr(int to) : redirected_(STDERR_FILENO, to) {}
  ~redirected_stderr() {
    ::unsetenv("JOURNAL_STREAM");
    ::unsetenv("NO_COLOR");
    spdlog::drop_all();
  }
  redirected_stderr(const redirected_stderr&) = delete;
  redirected_stderr& operator=(const redirected_stderr&) = delete;

 private:
  test::redirected redirected_;
};

}  // namespace

TEST_CASE("a file gets one line per event, with the time in UTC") {
  const test::scratch_folder folder;
  {
    const redirected_stderr to(test::create_file(folder / "log"));
    start_log("info");
    spdlog::info("polled {}", "acme/x");
    spdlog::debug("not shown");
  }
  const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info polled acme/x\n)");
  CHECK(std::regex_match(test::content(folder / "log"), form));
}

TEST_CASE("upstream text can never forge a second line") {
  const test::scratch_folder folder;
  {
    const redirected_stderr to(test::create_file(folder / "log"));
    start_log("info");
    spdlog::warn("said: {}", "a\n2026-01-01T00:00:00.000Z error forged\x1b[2J");
  }
  const std::string text = test::content(folder / "log");
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
  CHECK_THAT(text, ContainsSubstring("a\\n2026-01-01") && ContainsSubstring("\\x1b[2J"));
}

TEST_CASE("the journal gets the priority and no time") {
  const test::scratch_folder folder;
  {
    const redirected_stderr to(test::create_file(folder / "log"));
    struct stat now {};
    ::fstat(STDERR_FILENO, &now);
    const std::string stream = std::to_string(now.st_dev) + ":" + std::to_string(now.st_ino);
    ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
    start_log("debug");
    spdlog::debug("a");
    spdlog::info("b");
    spdlog::warn("c");
    spdlog::error("d");
  }
  CHECK(test::content(folder / "log") == "<7>a\n<6>b\n<4>c\n<3>d\n");
}

TEST_CASE("an inherited JOURNAL_STREAM does not count when stderr is a file") {
  const test::scratch_folder folder;
  {
    const redirected_stderr to(test::create_file(folder / "log"));
    ::setenv("JOURNAL_STREAM", "1:1", 1);
    start_log("info");
    spdlog::info("b");
  }
  CHECK_THAT(test::content(folder / "log"), ContainsSubstring("Z info b"));
}

TEST_CASE("a terminal gets colour, unless NO_COLOR is set") {
  const test::terminal screen;
  {
    const redirected_stderr to(screen.open());
    start_log("info");
    spdlog::warn("careful");
    const std::string coloured = screen.read();
    CHECK_THAT(coloured, ContainsSubstring("\x1b[") && ContainsSubstring("careful"));
    ::setenv("NO_COLOR", "1", 1);
    start_log("info");
    spdlog::warn("careful");
    CHECK_THAT(screen.read(), !ContainsSubstring("\x1b[") && ContainsSubstring("careful"));
  }
}
