#include "text/number.hpp"

#include <limits>

#include "catch.hpp"

using namespace algolog;

TEST_CASE("thousands are told apart by commas") {
  CHECK(with_commas(std::int64_t{0}) == "0");
  CHECK(with_commas(std::int64_t{999}) == "999");
  CHECK(with_commas(std::int64_t{1024}) == "1,024");
  CHECK(with_commas(std::int64_t{-999}) == "-999");
  CHECK(with_commas(std::int64_t{-1'234'567}) == "-1,234,567");
  CHECK(with_commas(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
  CHECK(with_commas(std::numeric_limits<std::size_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("what is counted is one or many") {
  CHECK(counted(std::size_t{0}, "target") == "0 targets");
  CHECK(counted(std::size_t{1}, "target") == "1 target");
  CHECK(counted(std::int64_t{2}, "target") == "2 targets");
  CHECK(counted(std::int64_t{1024}, "nearly full window") == "1,024 nearly full windows");
}

TEST_CASE("a figure has no exponent and no more digits than it is worth") {
  CHECK(figure(2345.6) == "2,346");
  CHECK(figure(1e12) == "1,000,000,000,000");
  CHECK(figure(1e300) == "1,000,000,000,000,000");
  CHECK(figure(100) == "100");
  CHECK(figure(99.96) == "100");
  CHECK(figure(12.345) == "12.3");
  CHECK(figure(9.999) == "10");
  CHECK(figure(5) == "5");
  CHECK(figure(0.042) == "0.04");
  CHECK(figure(0.0001) == "< 0.01");
  CHECK(figure(0) == "0");
}

TEST_CASE("a figure is told of any number") {
  CHECK(figure(-2345.6) == "−2,346");
  CHECK(figure(std::numeric_limits<double>::infinity()) == "–");
  CHECK(figure(std::numeric_limits<double>::quiet_NaN()) == "–");
}
