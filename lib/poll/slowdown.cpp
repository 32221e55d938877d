#include "poll/slowdown.hpp"

#include <algorithm>

#include "poll/backoff.hpp"

namespace algolog {
using std::chrono::seconds;
using namespace std::chrono_literals;
namespace {

// A longer Retry-After is cut to this: a mistake there must not stop collection for a day.
constexpr seconds longest_told = 5min;
constexpr jittered_wait untold{1s, 60s, 200ms};
constexpr std::size_t several = 3;  // routes

}  // namespace

slowdown::verdict slowdown::on_answer(std::string_view route, unsigned status,
                                      std::optional<seconds> retry_after, time now, double random) {
  if (status != 429 && status != 503) {
    pauses_ = 0;
    overloaded_.clear();
    return {};
  }
  std::optional<time> told;
  // In seconds: the nanoseconds until the year 9999 do not fit into 64 bits.
  if (retry_after.value_or(0s) > 0s) told = now + std::min(*retry_after, longest_told);
  if (!is_clusters(route, status, now)) return {std::nullopt, told};
  if (told) return {told, told};
  if (now < until_) return {until_, std::nullopt};  // of a request sent before: it is one refusal
  until_ = now + untold.after(++pauses_, random);
  return {until_, std::nullopt};
}

bool slowdown::is_clusters(std::string_view route, unsigned status, time now) {
  if (status == 429 || now < until_) return true;
  // Pages of one collection are one route.
  if (overloaded_.size() < several) overloaded_.emplace(route.substr(0, route.find('?')));
  return overloaded_.size() >= several;
}

}  // namespace algolog
