#include "http/gzip.hpp"

#include "catch.hpp"
#include "gzipped.hpp"

using namespace algolog;
using test::gzipped;

namespace {

constexpr std::size_t plenty = 64U << 20;

/// Text that compresses little, so that a member spans several steps.
std::string varied(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) {
    state = state * 1664525U + 1013904223U;
    text += static_cast<char>(state >> 24);
  }
  return text;
}

errc failure_of(std::string_view compressed, std::size_t limit = plenty) {
  const auto inflated = gunzip(compressed, limit);
  return inflated ? errc::ok : inflated.error().code;
}

}  // namespace

TEST_CASE("what was compressed comes back") {
  for (const std::size_t size : {0U, 1U, 65535U, 65536U, 65537U, 1000000U}) {
    const auto text = varied(size);
    const auto inflated = gunzip(gzipped(text), plenty);
    REQUIRE(inflated.has_value());
    CHECK((*inflated == text));  // not shown when they differ
  }
}

TEST_CASE("a body of exactly the limit passes, one byte more does not") {
  const auto packed = gzipped(std::string(100000, 'x'));
  CHECK(failure_of(packed, 100000) == errc::ok);
  CHECK(failure_of(packed, 99999) == errc::too_large);
  CHECK(failure_of(gzipped(""), 0) == errc::ok);
  CHECK(failure_of(gzipped("x"), 0) == errc::too_large);
}

TEST_CASE("a bomb is given up at the limit and names it") {
  const auto bomb = gzipped(std::string(50U << 20, '\0'));
  REQUIRE(bomb.size() < 100000);
  const auto inflated = gunzip(bomb, 1U << 20);
  REQUIRE(inflated.has_error());
  CHECK(inflated.error().code == errc::too_large);
  CHECK_THAT(inflated.error().detail, ContainsSubstring("1048576"));
}

TEST_CASE("a body cut short is refused at every length") {
  const auto packed = gzipped("a body that is cut short");
  for (std::size_t size = 0; size < packed.size(); ++size) {
    CAPTURE(size);
    CHECK(failure_of(packed.substr(0, size)) == errc::bad_http);
  }
}

TEST_CASE("a flipped bit is noticed") {
  auto packed = gzipped(varied(5000));
  packed[2500] = static_cast<char>(packed[2500] ^ 4);
  CHECK(failure_of(packed) == errc::bad_http);
}

TEST_CASE("a wrong checksum is refused") {
  auto packed = gzipped("text");
  packed[packed.size() - 8] = static_cast<char>(packed[packed.size() - 8] ^ 1);
  CHECK(failure_of(packed) == errc::bad_http);
}

TEST_CASE("other formats of zlib and plain text are refused") {
  CHECK(failure_of(gzipped("text", test::zlib_format)) == errc::bad_http);
  CHECK(failure_of(R"({"plain": "text"})") == errc::bad_http);
  CHECK(failure_of("") == errc::bad_http);
}

TEST_CASE("a body of several members is their texts one after the other") {
  const auto inflated = gunzip(gzipped("first, ") + gzipped("") + gzipped("second"), plenty);
  REQUIRE(inflated.has_value());
  CHECK(*inflated == "first, second");
}

TEST_CASE("the limit counts all members together") {
  const auto packed = gzipped(std::string(600, 'x')) + gzipped(std::string(600, 'y'));
  CHECK(failure_of(packed, 1200) == errc::ok);
  CHECK(failure_of(packed, 1199) == errc::too_large);
}

TEST_CASE("bytes after the last member are refused, never dropped") {
  CHECK(failure_of(gzipped("text") + "more") == errc::bad_http);
  CHECK(failure_of(gzipped("text") + gzipped("cut").substr(0, 12)) == errc::bad_http);
}

TEST_CASE("150,000 empty members are refused, and take no more memory than what they hold") {
  // 3 MB that blocked the poll loop for two minutes.
  std::string packed;
  for (int i = 0; i < 150'000; ++i) packed += gzipped("");
  const auto inflated = gunzip(packed, plenty);
  REQUIRE(inflated.has_error());
  CHECK(inflated.error().code == errc::bad_http);
  CHECK(inflated.error().detail == "gzip body: more than 10000 members");
}

TEST_CASE("a body of 10,000 members passes") {
  std::string packed;
  for (int i = 0; i < 10'000; ++i) packed += gzipped("x");
  const auto inflated = gunzip(packed, plenty);
  REQUIRE(inflated.has_value());
  CHECK((*inflated == std::string(10'000, 'x')));
}

TEST_CASE("a body is inflated in steps that are bounded, however it is made") {
  const auto steps_of = [](const std::string& packed) {
    gunzip_steps steps(packed, plenty);
    int count = 1;
    while (steps.next().value()) ++count;
    return std::pair(count, steps.take().size());
  };
  CHECK(steps_of(gzipped(std::string(50U << 20, 'x'))) == std::pair(50, std::size_t{50} << 20));
  const auto [count, size] = steps_of(gzipped(varied(1U << 20)));
  CHECK(count == 17);  // each reads 64 KiB of what does not compress
  CHECK(size == std::size_t{1} << 20);
}
