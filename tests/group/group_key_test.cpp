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
