#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "error.hpp"
#include "store/store.hpp"

namespace algolog {

/// One unit of work for the store thread.
class store_job {
 public:
  store_job() = default;
  virtual ~store_job() = default;
  store_job(const store_job&) = delete;
  store_job& operator=(const store_job&) = delete;

  /// Does the work; throws what undoes it. Called again when what it did was rolled back, also
  /// after `deliver`.
  virtual void run(store& on) = 0;
  /// Replaces whatever `run` brought.
  virtual void fail(const error& why) = 0;
  /// Hands the result to whoever waits; called once.
  virtual void deliver() = 0;
  /// Memory held by records that the cluster may have forgotten by the time the database can be
  /// written again; 0: there are none, and the job need not be kept.
  virtual std::size_t bytes_at_stake() const noexcept = 0;
  /// Records it would store.
  virtual std::size_t records() const noexcept = 0;
  /// Whether it waits for others to share its commit: see waiting_jobs::patience.
  virtual bool patient() const noexcept = 0;
  /// Gaps that the last `run` brought.
  virtual std::size_t gaps_found() const noexcept = 0;
};

using store_jobs = std::vector<std::unique_ptr<store_job>>;

}  // namespace algolog
