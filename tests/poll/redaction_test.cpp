#include "poll/redaction.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "catch.hpp"

using namespace algolog;

namespace {

const std::string key = "simKEY/12+34=ab";

std::string redacted(std::string text, const std::string& of = key) {
  redaction(of).apply(text);
  return text;
}

}  // namespace

TEST_CASE("a key is taken out as it is, however often it stands there") {
  CHECK(redacted("the key " + key + " is wrong") == "the key API-KEY is wrong");
  CHECK(redacted(key + key + ' ' + key) == "API-KEYAPI-KEY API-KEY");
  CHECK(redacted(key) == "API-KEY");
  CHECK(redacted(key.substr(1)) == key.substr(1));
  CHECK(redacted(key.substr(0, key.size() - 1)) == key.substr(0, key.size() - 1));
  CHECK(redacted("") == "");
}

TEST_CASE("a key is taken out as JSON writes it") {
  CHECK(redacted(R"({"a":"simKEY\/12+34\u003dab"})") == R"({"a":"API-KEY"})");
  CHECK(redacted(R"({"a":"\u0073\u0069\u006D\u004b\u0045\u0059\u002f12+34=ab"})") ==
        R"({"a":"API-KEY"})");
  CHECK(redacted(R"({"a":"{\"b\":\"simKEY\\\/12+34\\u003Dab\"}"})") ==
        R"({"a":"{\"b\":\"API-KEY\"}"})");
}

TEST_CASE("a key is taken out as URLs and HTML write it") {
  CHECK(redacted("/?key=simKEY%2F12%2b34%3Dab&x=1") == "/?key=API-KEY&x=1");
  CHECK(redacted("/?key=simKEY%252F12%252b34%25253Dab") == "/?key=API-KEY");
  CHECK(redacted("<b>simKEY&#47;12&#x2B;34&#061ab</b>") == "<b>API-KEY</b>");
}

TEST_CASE("a key is taken out of a text in base64") {
  // printf %s 'Simple simKEY/12+34=ab' | base64, and with one and two bytes less before it
  CHECK(redacted("U2ltcGxlIHNpbUtFWS8xMiszND1hYg==") == "U2ltcGxlIHAPI-KEYg==");
  CHECK(redacted("c2ltS0VZLzEyKzM0PWFi") == "API-KEY");
  CHECK(redacted("OnNpbUtFWS8xMiszND1hYg==") == "OnAPI-KEYg==");
  CHECK(redacted("eDpzaW1LRVkvMTIrMzQ9YWI=") == "eDpAPI-KEYI=");
  // Of characters for which the alphabets differ.
  CHECK(redacted("fn4+Pn5+Pj5rZXk=", "~~>>~~>>key") == "API-KEYk=");
  CHECK(redacted("fn4-Pn5-Pj5rZXk=", "~~>>~~>>key") == "API-KEYk=");
}

TEST_CASE("JSON stays JSON whatever the key begins with and stands behind") {
  const std::string odd_key = "nicekey12";
  for (const auto* before : {"", "\\\\", "\\n", "\\\"", "\\\\\\\\", "\\u0041"}) {
    for (const auto* written : {"nicekey12", "\\u006eicekey12", "nicekey1\\u0032"}) {
      const auto text = std::string(R"({"a":")") + before + written + R"(\n"})";
      INFO(text);
      const auto clean = redacted(text, odd_key);
      boost::system::error_code failed;
      const auto value = boost::json::parse(clean, failed);
      REQUIRE_FALSE(failed);
      CHECK(boost::json::serialize(value).find(odd_key) == std::string::npos);
      CHECK(clean.find("API-KEY") != std::string::npos);
    }
  }
}

TEST_CASE("of a key with fewer than 8 characters nothing is taken") {
  CHECK(redacted("a short one", "short") == "a short one");
}

TEST_CASE(
    "a megabyte of backslashes, per cents and beginnings of a key takes no longer than text") {
  for (const std::string part : {"\\", "%25", "&#", "simKEY", "simKEY/12+34=a", "\\u0073"}) {
    std::string text;
    while (text.size() < (1U << 20)) text += part;
    CHECK((redacted(text) == text));  // not shown when they differ
  }
}
