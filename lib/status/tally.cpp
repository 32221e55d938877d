#include "status/tally.hpp"

#include <algorithm>

namespace algolog {

void tally::count(const finished_poll& poll, std::size_t queue_records) {
  ++next_.polls;
  if (poll.report.outcome.code != errc::ok) ++next_.failed_polls;
  const auto added = static_cast<std::int64_t>(poll.report.added);
  if (poll.what == collection::errors) next_.new_errors += added;
  if (poll.what == collection::builds) next_.new_builds += added;
  next_.queue_records = std::max(next_.queue_records, static_cast<std::int64_t>(queue_records));
}

void tally::count(const store_news& news) noexcept {
  if (news.what != store_news::kind::committed) return;
  auto known = slowest_ns_.load();
  while (known < news.took.count() &&
         !slowest_ns_.compare_exchange_weak(known, news.took.count())) {
  }
}

sample tally::so_far(std::int64_t at) const {
  auto made = next_;
  made.at = at;
  made.commit_ms = static_cast<double>(slowest_ns_.load()) / 1e6;
  return made;
}

sample tally::take(std::int64_t at) {
  const auto taken = so_far(at);
  next_ = {};
  slowest_ns_ = 0;
  return taken;
}

}  // namespace algolog
