#include "group/group_key.hpp"

#include <string>

#include "catch.hpp"

using namespace algolog;

namespace {

std::string key_of(const std::string& error, const std::string& type = "AlgorithmError") {
  return group_key_of(error, type).text;
}

std::string failure(const std::string& message, const std::string& trace) {
  return "error:\n" + message + "\nstacktrace:\nSome(" + trace + ")";
}

const std::string platform =
    "Traceback (most recent call last):\n"
    "  File \"/usr/local/bin/algorithmia-pipe\", line 40, in get_response\n"
    "    result = call_algorithm(request, algorithm)\n";

/// As Python prints it: `function` of `file` failed at `line`.
std::string python(const std::string& function, const std::string& file, int line,
                   const std::string& exception) {
  return failure("it failed", platform + "  File \"" + file + "\", line " + std::to_string(line) +
                                  ", in " + function + "\n    do_it()\n" + exception);
}

}  // namespace

TEST_CASE("the key of a trace is its exceptions and the calls within the app, as readable text") {
  CHECK(key_of(python("apply", "./src/score.py", 6, "KeyError: 'age'")) ==
        "KeyError · apply@src/score.py");
  const auto chained = failure(
      "no score",
      platform +
          "  File \"/opt/algorithm/src/score.py\", line 9, in lookup\n    return table[key]\n"
          "KeyError: 'age'\n\nThe above exception was the direct cause of the following "
          "exception:\n\n" +
          platform +
          "  File \"/opt/algorithm/src/score.py\", line 15, in apply\n    lookup(x)\n"
          "score.ScoreError: no score");
  CHECK(key_of(chained) == "KeyError < ScoreError · lookup@src/score.py < apply@src/score.py");
  CHECK(group_key_of(chained, "").culprit == "lookup@src/score.py");
}

TEST_CASE("another line, id, message or path prefix keeps the key") {
  const auto key = key_of(python("apply", "./src/score.py", 6, "KeyError: 'age'"));
  CHECK(key_of(python("apply", "./src/score.py", 106, "KeyError: 'age'")) == key);
  CHECK(key_of(python("apply", "/tmp/ab12/src/score.py", 6, "KeyError: 'age'")) == key);
  CHECK(key_of(python("apply", "./src/score.py", 6, "KeyError: 'name'")) == key);
  CHECK(key_of(python("apply", "./src/score.py", 6, "KeyError: 'age'"), "SystemError") == key);
}

TEST_CASE("another function, file or type is another key") {
  const auto key = key_of(python("apply", "./src/score.py", 6, "KeyError: 'age'"));
  CHECK(key_of(python("load", "./src/score.py", 6, "KeyError: 'age'")) != key);
  CHECK(key_of(python("apply", "./src/table.py", 6, "KeyError: 'age'")) != key);
  CHECK(key_of(python("apply", "./src/score.py", 6, "ValueError: 'age'")) != key);
}

TEST_CASE("the same site with another status is one group and another variant") {
  const auto error = [](const std::string& status) {
    return failure(
        status + " Client Error for url",
        platform + "  File \"./src/a.py\", line 2, in apply\n    get()\nHTTPError: " + status);
  };
  const auto missing = group_key_of(error("404"), "");
  const auto broken = group_key_of(error("410"), "");
  CHECK(missing.text == broken.text);
  CHECK(missing.variant != broken.variant);
}

TEST_CASE("a helper that fails for two callers is two groups") {
  const auto called_by = [](const std::string& caller) {
    return failure("x", platform + "  File \"./src/a.py\", line 2, in " + caller +
                            "\n    f()\n  File \"./src/b.py\", line 3, in f\n    g()\nKeyError: 1");
  };
  CHECK(key_of(called_by("train")) != key_of(called_by("score")));
}

TEST_CASE("recursion is one call, however deep") {
  const auto deep = [](int depth) {
    std::string trace = platform;
    for (int i = 0; i < depth; ++i)
      trace += "  File \"./src/a.py\", line 2, in walk\n    walk(x)\n";
    return failure("maximum recursion depth exceeded", trace + "RecursionError: maximum");
  };
  CHECK(key_of(deep(3)) == "RecursionError · walk@src/a.py");
  CHECK(key_of(deep(20'000)) == key_of(deep(3)));
}

TEST_CASE("without calls of the app all count, without calls the message does, then the type") {
  CHECK(key_of(failure("x", platform + "SystemExit: 1")) ==
        "SystemExit · get_response@algorithmia-pipe");
  CHECK(key_of("error:\nAlgorithm timed out after 300 seconds\nstacktrace:\nNone",
               "TimeoutError") == "TimeoutError · Algorithm timed out after <size>");
  CHECK(key_of("", "SystemError") == "SystemError");
  CHECK(key_of("", "").empty());
}

TEST_CASE("generated names are neutralised") {
  const auto java = [](const std::string& number) {
    return failure("boom",
                   "java.lang.IllegalStateException: boom\n"
                   "\tat com.acme.Score.lambda$apply$" +
                       number +
                       "(Score.java:12)\n"
                       "\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1511)\n"
                       "\tat com.acme.Score$" +
                       number +
                       ".run(Score.java:20)\n"
                       "\tat com.acme.Score$$Lambda$" +
                       number +
                       "/0x0000000800c03000.accept(Unknown "
                       "Source)\n");
  };
  CHECK(key_of(java("0")) ==
        "IllegalStateException · lambda$apply@com.acme.Score < run@com.acme.Score");
  CHECK(key_of(java("14")) == key_of(java("0")));
}

TEST_CASE("lines of a message that look like another runtime's calls change nothing") {
  CHECK(key_of(failure("bad rows",
                       "java.lang.RuntimeException: bad rows\n  8: at x\n9: f(x)\n"
                       "\tat com.acme.Score.apply(Score.java:12)\n")) ==
        "RuntimeException · apply@com.acme.Score");
}

TEST_CASE("a trace that is cut off before a call of the app is told by its message") {
  const auto cut = "error:\nno row 7\nstacktrace:\nSome(" + platform + "  File \"./src/sco";
  CHECK(key_of(cut) == "AlgorithmError · no row <number>");
  CHECK(key_of("error:\nx\nstacktrace:\nSome(" + platform +
               "  File \"./src/score.py\", line 6, in apply\n    f()\nKeyErr") ==
        "AlgorithmError · apply@src/score.py");
}

TEST_CASE("which of two functions that call each other went too deep does not count") {
  const auto trace = [](const std::string& first, const std::string& second) {
    return failure("deep", platform + "  File \"./src/a.py\", line 2, in " + first +
                               "\n    x()\n  File \"./src/a.py\", line 5, in " + second +
                               "\n    x()\nRecursionError: maximum recursion depth exceeded");
  };
  CHECK(key_of(trace("odd", "even")) == key_of(trace("even", "odd")));
}

TEST_CASE("what is installed in /usr is not of the app, but for /usr/src") {
  const auto trace = [](const std::string& folder) {
    return failure("x", "TypeError: x\n    at load (" + folder +
                            "/score.js:3:1)\n"
                            "    at apply (/app/src/main.js:9:5)");
  };
  CHECK(key_of(trace("/usr/local/bin")) == "TypeError · apply@src/main.js");
  CHECK(key_of(trace("/usr/src/app")) == "TypeError · load@src/app/score.js < apply@src/main.js");
}

TEST_CASE("Ruby, Rust and R are understood as they print") {
  CHECK(key_of(failure("key not found: :a",
                       "/opt/app/src/score.rb:3:in `fetch': key not found: :a (KeyError)\n"
                       "\tfrom /opt/app/src/score.rb:9:in `block (2 levels) in apply'\n"
                       "\tfrom /usr/lib/ruby/3.1.0/set.rb:10:in `each'")) ==
        "KeyError · fetch@src/score.rb < apply@src/score.rb");
  CHECK(
      key_of(failure("boom",
                     "thread 'main' panicked at src/main.rs:2:5:\nboom\nstack backtrace:\n"
                     "   0: rust_begin_unwind\n             at /rustc/ab/library/std/src/p.rs:6:5\n"
                     "   1: score::apply::{{closure}}::h0123456789abcdef\n"
                     "             at ./src/main.rs:2:5")) == "panic · score::apply@src/main.rs");
  CHECK(key_of(failure("not numeric",
                       "Error in helper(x) : not numeric\n"
                       "Calls: apply_all -> do.call -> helper -> stop\n"
                       "Execution halted")) == "Error · helper < apply_all");
  CHECK(key_of(failure("not numeric",
                       "Error in helper(x) : not numeric\n3: stop(\"a at b\")\n"
                       "2: helper(x) at score.R#9\n1: apply_all(x)")) ==
        "Error · helper < apply_all");
}
