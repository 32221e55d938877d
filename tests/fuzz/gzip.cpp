#include "http/gzip.hpp"

#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t limit = 64U << 10;
  const auto inflated = algolog::gunzip(fuzz::text_of(data, size), limit);
  if (inflated) {
    fuzz::require(inflated->size() <= limit, "no more comes out than is allowed");
    return 0;
  }
  const auto why = inflated.error().code;
  fuzz::require(why == algolog::errc::too_large || why == algolog::errc::bad_http,
                "a refusal has a reason of the body");
  return 0;
}
