#include "poll/backoff.hpp"

#include <algorithm>

namespace algolog {
using std::chrono::milliseconds;
using namespace std::chrono_literals;

bool needs_mending(errc why) noexcept {
  return why == errc::missing || why == errc::forbidden || why == errc::not_offered;
}

milliseconds backoff(milliseconds interval, std::size_t failures, errc why, double random) {
  milliseconds wait;
  if (needs_mending(why)) {
    wait = std::min<milliseconds>(10 * interval, std::max<milliseconds>(10min, interval));
  } else {
    const auto doublings = std::min<std::size_t>(failures - 1, 16);
    wait = interval * (std::int64_t{1} << doublings);
    wait = std::min(wait, std::max<milliseconds>(5min, interval));
  }
  return wait - milliseconds(
                    static_cast<milliseconds::rep>(static_cast<double>(wait.count()) * random / 4));
}

}  // namespace algolog
