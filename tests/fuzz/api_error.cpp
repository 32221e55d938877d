#include "api/api_error.hpp"

#include <array>
#include <limits>

#include "target.hpp"
#include "text/printable.hpp"

/// The first byte picks the status, the others are the body.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<unsigned, 12> statuses{200, 204, 302, 400, 401, 403,
                                              404, 418, 429, 500, 503, 999};
  if (size == 0) return 0;
  const auto status = statuses[data[0] % statuses.size()];
  const auto failed = algolog::find_api_error(status, fuzz::text_of(data + 1, size - 1));
  const bool success = status >= 200 && status < 300;
  fuzz::require(failed || success, "no failure is taken for a success");
  if (!failed) return 0;
  fuzz::require(failed->code != algolog::errc::ok, "a failure has a code");
  fuzz::require(failed->detail.size() < 300, "a failure is told in one line");
  const auto shown = algolog::printable(failed->detail, std::numeric_limits<std::size_t>::max());
  fuzz::require(shown == failed->detail, "a failure is told in characters that do nothing");
  return 0;
}
