#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "error.hpp"
#include "store/backlog.hpp"
#include "store/load_meter.hpp"
#include "store/store_file.hpp"
#include "store/store_job.hpp"
#include "store/store_news.hpp"
#include "store/waiting_jobs.hpp"
#include "store/write_stall.hpp"

namespace algolog {

/// The store thread: takes the jobs that wait when they are due, runs them in one transaction,
/// commits, and only then delivers. When one fails, they are run again, each in a savepoint of its
/// own. `push` may be called from any thread.
///
/// When the database cannot be written, all jobs of the transaction fail: with `store_waiting`
/// those whose records are kept in the backlog, with `store_unavailable` the others. As long as
/// that lasts only a timer tries again, and jobs fail at once. What waits is stored before any job
/// that came later, so that no window of an algorithm overtakes an older one.
///
/// So it is, too, when the file was moved away or replaced meanwhile: then it is opened anew.
class commit_queue {
 public:
  commit_queue(std::unique_ptr<database> db, store_options options, store_listener listener);
  /// Finishes what waits (tries once more where that failed before), then closes the database.
  ~commit_queue();
  commit_queue(const commit_queue&) = delete;
  commit_queue& operator=(const commit_queue&) = delete;

  void push(std::unique_ptr<store_job> job);
  /// Whatever is stored from now on goes by these, also what waits already, and however long the
  /// database cannot be written. Any thread.
  void configure(store_options options);
  /// As `database::hurry`, and nothing waits any more to share a commit.
  void hurry();

  /// All from any thread.
  store_load load() const { return meter_.read(); }
  std::size_t opened() const noexcept { return file_.opened(); }
  void ping();

 private:
  void work();
  bool take(store_jobs& jobs);
  void await_jobs(std::unique_lock<std::mutex>& lock);
  bool options_are_due();
  bool unfinished() const;
  bool try_due() const;
  bool has_its_file();
  bool reopen();
  bool store_backlog();
  bool commit(store_jobs& jobs, std::vector<error>* refusals = nullptr);
  std::shared_ptr<const store_options> go_by_newest_options();
  void on_stored(const std::shared_ptr<const store_options>& options);
  void roll_back() noexcept;
  void on_failure(error why);
  void on_success(int changes);
  void hold(store_jobs& jobs);
  void deliver(store_job& job);
  void tell(const store_news& news) const;
  int changes() noexcept;

  store_file file_;
  bool anew_ = false;  ///< it was opened anew, and nothing has been committed since
  store_listener listener_;
  backlog backlog_;
  load_meter meter_;
  write_stall stall_;
  std::size_t stored_late_ = 0;  ///< polls of the backlog, in this stall
  std::size_t late_gaps_ = 0;    ///< that those brought, which nobody else is told
  std::size_t dropped_ = 0;      ///< polls that did not fit into it
  bool hastened_ = false;        ///< stopping made the next try due
  std::mutex mutex_;
  std::condition_variable changed_;
  waiting_jobs waiting_;
  std::shared_ptr<const store_options> wanted_;  ///< to go by, once that is committed; or null
  bool stopping_ = false;
  bool pinged_ = false;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace algolog
