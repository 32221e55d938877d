#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "error.hpp"
#include "store/database.hpp"
#include "store/store.hpp"

namespace algolog {

/// One unit of work for the store thread.
class store_job {
 public:
  store_job() = default;
  virtual ~store_job() = default;
  store_job(const store_job&) = delete;
  store_job& operator=(const store_job&) = delete;

  /// Does the work; throws what undoes it.
  virtual void run(store& on) = 0;
  /// Replaces whatever `run` brought.
  virtual void fail(const error& why) = 0;
  /// Hands the result to whoever waits; called once, when it is final.
  virtual void deliver() = 0;
};

/// The store thread: takes all jobs that wait, runs each in a savepoint of one transaction,
/// commits, and only then delivers. `push` may be called from any thread.
class commit_queue {
 public:
  commit_queue(std::unique_ptr<database> db, store_options options);
  /// Finishes what waits, then closes the database.
  ~commit_queue();
  commit_queue(const commit_queue&) = delete;
  commit_queue& operator=(const commit_queue&) = delete;

  void push(std::unique_ptr<store_job> job);

 private:
  using batch = std::vector<std::unique_ptr<store_job>>;

  void work();
  batch take();
  void commit(batch& jobs);
  void run_one(store_job& job);
  void roll_back() noexcept;

  std::unique_ptr<database> db_;
  store store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<store_job>> waiting_;
  bool stopping_ = false;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace algolog
