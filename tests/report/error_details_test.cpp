#include "report/error_details.hpp"

#include <boost/json/parse.hpp>
#include <string>

#include "catch.hpp"
#include "redirected.hpp"
#include "sample_database.hpp"

using namespace algolog;
using kind = details_outcome::kind;

namespace {

constexpr std::int64_t now = 1'700'000'100'000;
constexpr std::int64_t created = 1'700'000'000'000;

const std::string failure =
    "error:\nno score for 7\nstacktrace:\nSome(Traceback (most recent call last):\n"
    "  File \"/usr/local/bin/algorithmia-pipe\", line 40, in get_response\n"
    "    result = call_algorithm(request, algorithm)\n"
    "  File \"./src/score.py\", line 6, in apply\n    return table[key]\nKeyError: 7)";

details_outcome show(test::sample_database& sample, const std::string& id, bool json, int to) {
  auto db = sample.reader();
  const test::redirected redirected(STDOUT_FILENO, to);
  output out;
  return print_error(db, id, json, now, out);
}

std::string shown(test::sample_database& sample, const std::string& id, bool json = false) {
  const auto file = sample.folder() / "out";
  CHECK(show(sample, id, json, test::create_file(file)).what == kind::printed);
  return test::content(file);
}

details_outcome refused(test::sample_database& sample, const std::string& id) {
  const auto file = sample.folder() / "out";
  auto got = show(sample, id, false, test::create_file(file));
  CHECK(test::content(file).empty());
  return got;
}

}  // namespace

TEST_CASE("an error is shown with all that is stored of it, and the calls of its fault marked") {
  test::sample_database sample;
  sample.error(1, "req-1f0e", created, failure);
  sample.run(
      "UPDATE errors SET algoversion = '1.2.0', worker = '10.0.3.17', billable_to = 'acme',"
      " input = '{\"key\": 7}', observed_at = 1700000004000");
  sample.build("b1", "succeeded", created - 60'000, "stored");
  sample.run("UPDATE builds SET semantic_version = '1.2.0'");
  CHECK(shown(sample, "req-1f0e") ==
        R"(Error 1 of acme/x: SystemError
  happened   2023-11-14 22:13:20 UTC, 1 min ago
  seen       2023-11-14 22:13:24 UTC, 1 min ago
  request    req-1f0e
  cluster    prod
  version    1.2.0
  build      b1 succeeded, 2023-11-14 22:12:20 UTC, 2 min ago
  worker     10.0.3.17
  billed to  acme
  fault      KeyError · apply@src/score.py
  missing    nothing around it

Message
  no score for 7

Stack trace
  Traceback (most recent call last):
    File "/usr/local/bin/algorithmia-pipe", line 40, in get_response
      result = call_algorithm(request, algorithm)
*   File "./src/score.py", line 6, in apply
      return table[key]
  KeyError: 7
  * these calls make the fault

Input
  {"key": 7}

Other fields
  {"more":[1]}
)");
}

TEST_CASE("an error is found by its request, the beginning of that, and its seq") {
  test::sample_database sample;
  sample.error(1, "req-1f0e8fd4", created);
  sample.error(1, "req-2b", created);
  const auto whole = shown(sample, "req-1f0e8fd4");
  for (const char* id : {"req-1f", "1f0e8", "1f0e8fd4", "1"}) CHECK(shown(sample, id) == whole);
  CHECK_THAT(shown(sample, "2"), ContainsSubstring("req-2b"));
}

TEST_CASE("all errors of one execution are shown") {
  test::sample_database sample;
  sample.error(1, "req-1", created, "error:\nfirst");
  sample.run(
      "INSERT INTO errors (cluster, request_id, algorithm_id, username, algoname, error,"
      " observed_at, backfilled, occurrence) SELECT cluster, request_id, 2, username, 'y',"
      " 'error:' || char(10) || 'second', observed_at, 1, 2 FROM errors");
  const auto text = shown(sample, "req-1");
  CHECK_THAT(text, ContainsSubstring("Error 1 of acme/x"));
  CHECK_THAT(text, ContainsSubstring("\n\nError 2 of acme/y: no type"));
  CHECK_THAT(text, ContainsSubstring("happened   not told"));
  CHECK_THAT(text, ContainsSubstring("; from before the first poll"));
  CHECK_THAT(text, ContainsSubstring("req-1 #2"));
}

TEST_CASE("a gap around an error is told") {
  test::sample_database sample;
  sample.error(1, "req-1", created);
  sample.run(
      "INSERT INTO gaps (algorithm_id, from_at, to_at, detected_at, reason) VALUES"
      " (1, 1699999900000, 1700000060000, 1700000070000, 'window_overflow')");
  CHECK_THAT(shown(sample, "1"), ContainsSubstring("missing    maybe errors from 2023-11-14 "
                                                   "22:11:40 to 2023-11-14 22:14:20, "
                                                   "window_overflow"));
}

TEST_CASE("an error that is not there, or could be several, is no error to show") {
  test::sample_database sample;
  sample.error(1, "req-1a", created);
  sample.error(2, "req-1b", created);
  const auto several = refused(sample, "req-1");
  CHECK(several.what == kind::ambiguous);
  CHECK(several.message ==
        "more than one request begins with req-1:\n  req-1a  acme/x\n"
        "  req-1b  acme/y");
  for (const char* id : {"req-2", "77", "req-1%", "\x1b[2J"})
    CHECK(refused(sample, id).what == kind::no_error);
  CHECK_THAT(refused(sample, "\x1b[2J").message, ContainsSubstring("\\x1b[2J"));
}

TEST_CASE("an error can do nothing to the terminal it is shown on") {
  test::sample_database sample;
  sample.error(1, "req-1", created, "error:\n\x1b]0;x\x07 a\r\nstacktrace:\nSome(\x1b[2J\n at b)");
  const test::terminal screen;
  show(sample, "1", false, screen.open());
  const auto text = screen.read();
  CHECK_THAT(text, !ContainsSubstring("\x1b]"));
  CHECK_THAT(text, !ContainsSubstring("\x1b[2J"));
  CHECK_THAT(text, ContainsSubstring("\\x1b]0;x\\x07 a"));
}

TEST_CASE("an error as JSON has its row, its fault, its build and the gaps around it") {
  test::sample_database sample;
  sample.error(1, "req-1", created, failure);
  const auto told = boost::json::parse(shown(sample, "1", true)).as_object();
  CHECK(told.at("request_id") == "req-1");
  CHECK(told.at("created_at") == created);
  CHECK(told.at("algorithm") == "acme/x");
  CHECK(told.at("fault").at("key") == "KeyError · apply@src/score.py");
  CHECK(told.at("fault").at("culprit") == "apply@src/score.py");
  CHECK(told.at("fault").at("variant") == "no score for <number>");
  CHECK(told.at("build").is_null());
  CHECK(told.at("gaps").as_array().empty());
}
