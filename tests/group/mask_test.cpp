#include "group/mask.hpp"

#include <string>

#include "catch.hpp"

using namespace algolog;

namespace {

std::string masked(std::string_view message) { return mask(message).text; }

}  // namespace

TEST_CASE("what differs from one occurrence to the next is masked") {
  CHECK(masked("request req-1f0e8fd4-3b1c-4c63-9f6e-2f2e8f7a9b10 failed") ==
        "request <request> failed");
  CHECK(masked("no user 1f0e8fd4-3b1c-4c63-9f6e-2f2e8f7a9b10") == "no user <uuid>");
  CHECK(masked("GET https://api.example.com/v1/a?b=3#c: refused") == "GET <url>: refused");
  CHECK(masked("cannot read data:image/png;base64,iVBORw0KGgo=") == "cannot read <url>");
  CHECK(masked("s3://bucket/key.json is gone.") == "<url> is gone.");
  CHECK(masked("mail to jane.doe+x@example.co.uk bounced") == "mail to <email> bounced");
  CHECK(masked("at 2023-11-14T22:13:20.123Z and 2023-11-14") == "at <time> and <time>");
  CHECK(masked("since 22:13:20,5 o'clock") == "since <time> o'clock");
  CHECK(masked("object at 0x7f3a2c001e80, host 10.0.3.17:8080") ==
        "object at <address>, host <address>");
  CHECK(masked("commit 9c1185a5c5e9fc54612808977ee8f548b2258d31") == "commit <hex>");
  CHECK(masked("cannot open /opt/data/in 2.csv") == "cannot open <path> <number>.csv");
  CHECK(masked("cannot open ../data/model.h5!") == "cannot open <path>.h5!");
  CHECK(masked("cannot open C:\\data\\model.h5") == "cannot open <path>.h5");
  CHECK(masked("shapes (3, 224, 224) and [None, 10] differ, 640x480 too") ==
        "shapes <shape> and <shape> differ, <shape> too");
  CHECK(masked("tried to allocate 512.50 MiB in 300 seconds, 97% used") ==
        "tried to allocate <size> in <size>, <size> used");
  CHECK(masked("loss is 1.5e-07 after 12,000 steps") == "loss is <number> after <number> steps");
  CHECK(masked("index -3 of 17") == "index <number> of <number>");
}

TEST_CASE("a value in quotes is masked after a word that announces one") {
  CHECK(masked("could not convert string to float: 'abc'") ==
        "could not convert string to float: '<value>'");
  CHECK(masked("invalid literal for int() with base 10: 'x7'") ==
        "invalid literal for int() with base <number>: '<value>'");
  CHECK(masked("For input string: \"12a\"") == "For input string: \"<value>\"");
  CHECK(masked("No such file or directory: 'a b.txt'") == "No such file or directory: '<value>'");
  CHECK(masked("the file's owner can't read it") == "the file's owner can't read it");
}

TEST_CASE("what tells faults apart is not masked") {
  for (const std::string text :
       {"HTTP 404", "status code: 503", "404 Client Error: Not Found", "[Errno 2] No such thing",
        "killed by signal 9", "exit code 137", "'age'", "unknown key \"customer_id\"",
        "expected float32, got int64", "module 'numpy' has no attribute 'x2'", "and/or",
        "int32/int64", "status_code=500"}) {
    CHECK(masked(text) == text);
  }
}

TEST_CASE("a message of any bytes and length is masked within bounds") {
  CHECK(masked("").empty());
  const std::string zero("a\0b 1", 5);
  CHECK(masked(zero) == std::string("a\0b <number>", 12));
  CHECK(masked(std::string(100'000, '1')).size() <= 500);
  std::string umlauts;
  for (int i = 0; i < 1000; ++i) umlauts += "ä ";
  const auto text = masked(umlauts);
  CHECK(text.size() <= 500);
  CHECK((text.ends_with("ä") || text.ends_with(" ")));
}

TEST_CASE("the parts that were masked are told") {
  const auto found = mask("row 7 of /a/b.csv");
  REQUIRE(found.parts.size() == 2);
  CHECK(found.parts[0].text == "7");
  CHECK(found.parts[0].mask == "<number>");
  CHECK(found.parts[1].text == "/a/b.csv");
  CHECK(found.parts[1].mask == "<path>");
}
