#include "report/listing.hpp"

#include <array>
#include <csignal>
#include <sstream>
#include <thread>

#include "catch.hpp"
#include "redirected.hpp"
#include "sample_database.hpp"
#include "text/valid_utf8.hpp"

using namespace algolog;

namespace {

using lister = void (*)(SQLite::Database&, const list_options&, output&);

std::string listed(test::sample_database& sample, lister list, const list_options& options) {
  const auto file = sample.folder() / "out";
  auto db = sample.reader();
  {
    const test::redirected to(STDOUT_FILENO, test::create_file(file));
    output out;
    list(db, options, out);
  }
  return test::content(file);
}

}  // namespace

TEST_CASE("errors are listed as a table that a pipe gets whole") {
  test::sample_database sample;
  sample.error(1, "req-1", 1'627'593'176'442);
  sample.error(2, "req-2", std::nullopt, "no prefix\x1b[2J at all, " + std::string(300, 'x'));
  CHECK(listed(sample, list_errors, {{{}, {}, 1}, false, false}) ==
        "TIME (UTC)           ALGORITHM  TYPE         MESSAGE  REQUEST\n"
        "2021-07-29 21:12:56  acme/x     SystemError  boom     req-1\n");
  CHECK_THAT(listed(sample, list_errors, {}),
             ContainsSubstring("no prefix\\x1b[2J at all, " + std::string(300, 'x') + "  req-2\n"));
}

TEST_CASE("a second error of one execution is listed with its number") {
  test::sample_database sample;
  sample.error(1, "req-1", 1);
  sample.run("UPDATE errors SET occurrence = 2");
  CHECK_THAT(listed(sample, list_errors, {}), ContainsSubstring("  req-1 #2\n"));
  CHECK_THAT(
      listed(sample, list_errors, {{}, true, false}),
      ContainsSubstring(R"("request_id":"req-1")") && ContainsSubstring(R"("occurrence":2)"));
}

TEST_CASE("builds are listed as a table") {
  test::sample_database sample;
  sample.build("one", "failed", 1'627'593'176'442, "stored");
  sample.build("two", "in-progress", 1'627'593'180'000, "waiting");
  sample.run(
      "UPDATE builds SET finished_at = started_at + 252000, semantic_version = '0.1.0'"
      " WHERE build_id = 'one'");
  CHECK(listed(sample, list_builds, {}) ==
        "STARTED (UTC)        ALGORITHM  STATUS       VERSION  DURATION  LOG      BUILD\n"
        "2021-07-29 21:12:56  acme/x     failed       0.1.0    4m 12s    stored   one\n"
        "2021-07-29 21:13:00  acme/x     in-progress  -        -         waiting  two\n");
}

TEST_CASE("gaps are listed with how wide they are, since when, until when and how often found") {
  test::sample_database sample;
  sample.gap(1'627'593'176'442, 1'627'593'428'442);
  sample.gap(1'627'000'000'000, 1'627'011'100'000, 2);
  sample.run("UPDATE gaps SET reason = 'outage' WHERE algorithm_id = 2");
  sample.find_again(1'627'593'176'442, 1'627'852'628'442, 1'627'852'376'442);
  CHECK(listed(sample, list_gaps, {}) ==
        "FROM (UTC)           TO (UTC)               SPAN  ALGORITHM  REASON           "
        "DETECTED             TIMES  LAST FOUND\n"
        "2021-07-23 00:26:40  2021-07-23 03:31:40   3h 5m  acme/y     outage           "
        "2021-07-23 03:31:41      1  2021-07-23 03:31:41\n"
        "2021-07-29 21:12:56  2021-08-01 21:12:56  72h 0m  acme/x     window_overflow  "
        "2021-07-29 21:17:09      2  2021-08-01 21:17:08\n");
  CHECK_THAT(listed(sample, list_gaps, {{}, true, false}),
             ContainsSubstring("\"widened_at\":null,\"findings\":1") &&
                 ContainsSubstring("\"widened_at\":1627852628442,\"findings\":2"));
}

TEST_CASE("a terminal is told that no loss is known where there are no gaps") {
  test::sample_database sample;
  auto db = sample.reader();
  const test::terminal screen(120);
  const test::redirected to(STDOUT_FILENO, screen.open());
  output out;
  list_gaps(db, {}, out);
  CHECK_THAT(screen.read(), StartsWith("no gaps: no loss of errors is known"));
}

TEST_CASE("a pipe gets nothing where there is nothing") {
  test::sample_database sample;
  CHECK(listed(sample, list_errors, {}).empty());
  CHECK(listed(sample, list_builds, {{}, true, false}).empty());
  CHECK(listed(sample, list_gaps, {}).empty());
}

TEST_CASE("a terminal is told what it sees, and is not steered by JSON either") {
  test::sample_database sample;
  sample.error(1, "req-1", 1'000, "a\u202eb");
  auto db = sample.reader();
  const test::terminal screen(120);
  const test::redirected to(STDOUT_FILENO, screen.open());
  output out;
  list_errors(db, {}, out);
  CHECK_THAT(screen.read(),
             ContainsSubstring("1 error, the last ") && ContainsSubstring(" days ago"));
  list_errors(db, {{}, true, false}, out);
  CHECK_THAT(screen.read(), ContainsSubstring("a\\u202eb") && !ContainsSubstring("\u202e"));
}

TEST_CASE("JSON is valid whatever bytes a database holds") {
  test::sample_database sample;
  sample.error(1, "req-1", 1, "bo\xff\xe6\x97m");
  const auto text = listed(sample, list_errors, {{}, true, false});
  CHECK_THAT(text, ContainsSubstring("bo\ufffd\ufffd\ufffdm"));
  CHECK(valid_utf8(text) == text);
}

TEST_CASE("following shows what another connection commits, and ends with its reader") {
  std::signal(SIGPIPE, SIG_IGN);
  test::sample_database sample;
  sample.error(1, "before", 1'000);
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  auto db = sample.reader();
  const auto read_line = [&] {
    std::string line;
    for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) line += c;
    return line;
  };
  const test::redirected to(STDOUT_FILENO, ends[1]);
  bool closed = false;
  std::thread follower([&] {
    output out;
    try {
      list_errors(db, {{}, true, true}, out);
    } catch (const output_closed&) {
      closed = true;
    }
  });
  const std::string first = read_line();
  sample.error(1, "after", 500);
  const std::string second = read_line();
  ::close(ends[0]);
  follower.join();
  CHECK_THAT(first, ContainsSubstring("\"before\""));
  CHECK_THAT(second, ContainsSubstring("\"after\""));
  CHECK(closed);
}
