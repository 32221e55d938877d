#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "poll/poll_listener.hpp"
#include "store/sample.hpp"
#include "store/store_news.hpp"

namespace algolog {

/// Adds up what the next row of `samples` says. Used by the I/O thread, but for `count(news)`.
class tally {
 public:
  /// `queue_records`: those that wait to be stored just now.
  void count(const finished_poll& poll, std::size_t queue_records);
  /// From the store thread.
  void count(const store_news& news) noexcept;
  /// What `take` would give, and will still.
  sample so_far(std::int64_t at) const;
  /// All since the last call. `at`: milliseconds since the epoch, UTC.
  sample take(std::int64_t at);

 private:
  sample next_;
  std::atomic<std::int64_t> slowest_ns_{0};
};

}  // namespace algolog
