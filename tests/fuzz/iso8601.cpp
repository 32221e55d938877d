#include "text/iso8601.hpp"

#include <cstring>

#include "target.hpp"

namespace {

void format_and_parse(std::int64_t time) {
  const auto text = algolog::format_iso8601(time);
  const auto again = algolog::parse_iso8601(text);
  fuzz::require(again ? *again == time : text == std::to_string(time),
                "a time that was written is read as the same time");
}

}  // namespace

/// The input as a time in text, and its first bytes as one in milliseconds.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto time = algolog::parse_iso8601(fuzz::text_of(data, size));
  if (time) {
    format_and_parse(*time);
    fuzz::require(algolog::format_iso8601(*time).size() == 24, "a time has four digits of a year");
  }
  std::int64_t number = 0;
  std::memcpy(&number, data, size < sizeof number ? size : sizeof number);
  format_and_parse(number);
  return 0;
}
