#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>

#include "store/store_job.hpp"

namespace algolog {

/// The jobs that wait for the store thread, in the order in which they came. Patient ones wait up
/// to `patience` for others, so that a thousand quiet algorithms cost a commit every two seconds; a
/// job that is not patient takes them along at once. Not safe to share.
class waiting_jobs {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::milliseconds patience{2000};
  /// Bounds how long a job can wait for its neighbours, and what one failed commit takes with it.
  static constexpr std::size_t largest_batch = 256;

  /// From now on nothing waits for others.
  void hurry() noexcept { hurried_ = true; }

  bool empty() const noexcept { return jobs_.empty(); }
  void push(std::unique_ptr<store_job> job, time_point now);
  /// When the next batch is to be taken; of no use while it is empty.
  time_point due() const noexcept;
  /// The oldest, at most `largest_batch`.
  store_jobs take();

 private:
  std::deque<std::unique_ptr<store_job>> jobs_;
  bool hurried_ = false;
  std::size_t urgent_ = 0;  ///< of `jobs_`, those that are not patient
  time_point due_;          ///< when the patience of the first ends
};

}  // namespace algolog
