#include "poll/backoff.hpp"

#include <algorithm>
#include <cstdint>

namespace algolog {
using std::chrono::milliseconds;
using namespace std::chrono_literals;
namespace {

milliseconds less(milliseconds wait, double part) {
  return wait -
         milliseconds(static_cast<milliseconds::rep>(static_cast<double>(wait.count()) * part));
}

}  // namespace

bool needs_mending(errc why) noexcept {
  return why == errc::missing || why == errc::forbidden || why == errc::not_offered;
}

milliseconds jittered_wait::after(std::size_t failures, double random) const {
  const auto doublings = std::min<std::size_t>(failures - 1, 20);
  const auto bound = std::min(longest, first * (std::int64_t{1} << doublings));
  return std::max(least, less(bound, random));
}

milliseconds backoff(milliseconds interval, std::size_t failures, errc why, double random) {
  if (needs_mending(why)) {
    const auto rarely =
        std::min<milliseconds>(10 * interval, std::max<milliseconds>(10min, interval));
    return less(rarely, random / 4);
  }
  const jittered_wait wait{interval, std::max<milliseconds>(5min, interval), 100ms};
  return wait.after(failures, random);
}

}  // namespace algolog
