#include "poll/slowdown.hpp"

#include <algorithm>

#include "poll/backoff.hpp"

namespace algolog {
using std::chrono::seconds;
using namespace std::chrono_literals;
namespace {

// A cluster that asks for more is asked again after this: a typo must not stop it for a day.
constexpr seconds longest_told = 5min;
constexpr jittered_wait untold{1s, 60s, 200ms};

}  // namespace

std::optional<slowdown::time> slowdown::on_answer(unsigned status,
                                                  std::optional<seconds> retry_after, time now,
                                                  double random) {
  if (status != 429 && status != 503) {
    pauses_ = 0;
    return std::nullopt;
  }
  // In seconds: a date of the year 9999 is more nanoseconds than there is room for.
  if (retry_after.value_or(0s) > 0s) return now + std::min(*retry_after, longest_told);
  if (now < until_) return until_;  // of a request sent before the pause: it is one refusal
  until_ = now + untold.after(++pauses_, random);
  return until_;
}

}  // namespace algolog
