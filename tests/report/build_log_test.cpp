#include "report/build_log.hpp"

#include "catch.hpp"
#include "redirected.hpp"
#include "sample_database.hpp"

using namespace algolog;
using kind = log_outcome::kind;

namespace {

const std::string raw("Step 1\r\n\x1b[32mok\x1b[0m\tdone\0é", 27);

log_outcome print(test::sample_database& sample, const char* id, bool json, int to) {
  auto db = sample.reader();
  const test::redirected redirected(STDOUT_FILENO, to);
  output out;
  return print_build_log(db, id, json, out);
}

std::string printed(test::sample_database& sample, const char* id, bool json) {
  const auto file = sample.folder() / "out";
  CHECK(print(sample, id, json, test::create_file(file)).what == kind::printed);
  return test::content(file);
}

kind outcome(test::sample_database& sample, const char* id) {
  const auto file = sample.folder() / "out";
  const log_outcome got = print(sample, id, false, test::create_file(file));
  CHECK(test::content(file).empty());
  CHECK_THAT(got.message, ContainsSubstring(id));
  return got.what;
}

}  // namespace

TEST_CASE("a log goes into a file byte for byte") {
  test::sample_database sample;
  sample.build("one", "failed", 1, "stored");
  sample.log("one", raw);
  CHECK(printed(sample, "one", false) == raw);
  CHECK(printed(sample, "o", false) == raw);
}

TEST_CASE("a log on a terminal can do nothing to it") {
  test::sample_database sample;
  sample.build("one", "failed", 1, "stored");
  sample.log("one", raw);
  const test::terminal screen;
  print(sample, "one", false, screen.open());
  CHECK(screen.read() == "Step 1\r\n\\x1b[32mok\\x1b[0m\tdone\\x00é\r\n");
}

TEST_CASE("a log as JSON tells where it came from") {
  test::sample_database sample;
  sample.build("one", "failed", 1, "stored");
  sample.log("one", "a\n");
  CHECK(printed(sample, "one", true) ==
        R"({"cluster":"prod","build_id":"one","status":"failed","log_state":"stored",)"
        R"("log":"a\n","source":"builds","fetched_at":7})"
        "\n");
}

TEST_CASE("an empty log is a log") {
  test::sample_database sample;
  sample.build("one", "failed", 1, "stored");
  sample.log("one", "");
  CHECK(printed(sample, "one", false).empty());
}

TEST_CASE("why there is no log is told") {
  test::sample_database sample;
  sample.build("runs", "in-progress", 1, "waiting");
  sample.build("ended", "failed", 1, "pending");
  sample.build("never", "failed", 1, "unavailable");
  sample.build("pruned", "failed", 1, "stored");
  sample.build("run", "failed", 1, "stored");
  CHECK(outcome(sample, "runs") == kind::not_yet);
  CHECK(outcome(sample, "ended") == kind::not_yet);
  CHECK(outcome(sample, "never") == kind::unavailable);
  CHECK(outcome(sample, "pruned") == kind::unavailable);
  CHECK(outcome(sample, "none") == kind::no_build);
  CHECK(outcome(sample, "ru") == kind::ambiguous);
}
