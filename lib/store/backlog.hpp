#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include "store/store_job.hpp"

namespace algolog {

/// About the memory that the records of a batch take.
std::size_t bytes_of(const errors_batch& batch) noexcept;

/// The jobs whose records wait in memory for a database that cannot be written, oldest first. When
/// it is full the oldest stay: the cluster may have forgotten their records, and shows the newest.
class backlog {
 public:
  static constexpr std::size_t most_bytes = 32UL * 1024 * 1024;

  bool empty() const noexcept { return jobs_.empty(); }
  std::size_t size() const noexcept { return jobs_.size(); }
  std::size_t records() const noexcept { return records_; }
  std::size_t bytes() const noexcept { return bytes_; }

  /// Whether the job has something to keep, and that still fits.
  bool has_room_for(const store_job& job) const noexcept;
  void put(std::unique_ptr<store_job> job);

  /// The oldest, as many as make a transaction of about a mebibyte: a try costs no more than that,
  /// however much waits.
  store_jobs take_oldest();
  /// They could not be stored; they are the oldest again.
  void put_back(store_jobs jobs);

 private:
  std::deque<std::unique_ptr<store_job>> jobs_;
  std::size_t bytes_ = 0;
  std::size_t records_ = 0;
};

}  // namespace algolog
