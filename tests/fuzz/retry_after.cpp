#include "http/retry_after.hpp"

#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t now = 784'111'777'000;  // Sun, 06 Nov 1994 08:49:37 GMT
  const auto wait = algolog::parse_retry_after(fuzz::text_of(data, size), now);
  if (!wait) return 0;
  constexpr std::chrono::seconds ten_thousand_years(10'000LL * 366 * 86'400);
  fuzz::require(wait->count() >= 0, "a wait is never negative");
  fuzz::require(*wait <= ten_thousand_years, "a wait ends");
  return 0;
}
