#include "store/commit_queue.hpp"

#include <SQLiteCpp/Exception.h>
#include <spdlog/spdlog.h>
#include <spdlog/stopwatch.h>
#include <sqlite3.h>

#include <string>
#include <utility>

#include "store/failure.hpp"
#include "store/job_runs.hpp"

namespace algolog {
namespace {

using clock_type = std::chrono::steady_clock;

}  // namespace

commit_queue::commit_queue(std::unique_ptr<database> db, store_options options,
                           store_listener listener)
    : file_(std::move(db), std::move(options)),
      listener_(std::move(listener)),
      thread_([this] { work(); }) {}

commit_queue::~commit_queue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  hurry();
  thread_.join();
}

void commit_queue::push(std::unique_ptr<store_job> job) {
  meter_.on_pushed(job->records());
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    const bool first = waiting_.empty();
    const auto now = clock_type::now();
    waiting_.push(std::move(job), now);
    wakes = first || waiting_.due() <= now;
  }
  if (wakes) changed_.notify_one();
}

void commit_queue::configure(store_options options) {
  auto newest = std::make_shared<const store_options>(std::move(options));
  {
    const std::lock_guard lock(mutex_);
    wanted_ = std::move(newest);
  }
  changed_.notify_one();
}

void commit_queue::hurry() {
  file_.hurry();
  {
    const std::lock_guard lock(mutex_);
    waiting_.hurry();
  }
  changed_.notify_one();
}

void commit_queue::ping() {
  meter_.on_asked();
  {
    const std::lock_guard lock(mutex_);
    pinged_ = true;
  }
  changed_.notify_one();
}

void commit_queue::work() {
  store_jobs jobs;
  while (take(jobs)) {
    const bool usable = try_due() && has_its_file();
    const int before = changes();
    if (usable && store_backlog() && commit(jobs)) {
      on_success(std::exchange(anew_, false) ? 1 : changes() - before);
      for (auto& job : jobs) deliver(*job);
    } else {
      hold(jobs);
    }
  }
  if (!backlog_.empty()) {
    tell({.what = store_news::kind::lost, .polls = backlog_.size(), .dropped = dropped_});
  }
}

/// Waits for jobs, or for the time to try again; false when stopping and nothing is left to do.
bool commit_queue::take(store_jobs& jobs) {
  std::unique_lock lock(mutex_);
  await_jobs(lock);
  if (std::exchange(pinged_, false)) meter_.on_answered();
  if (stopping_ && !std::exchange(hastened_, true)) stall_.hasten();
  jobs = waiting_.take();
  return !jobs.empty() || !stopping_ || (unfinished() && try_due());
}

void commit_queue::await_jobs(std::unique_lock<std::mutex>& lock) {
  if (stall_.lasts() && (unfinished() || file_.was_moved())) {
    const auto called = [this] { return stopping_ || pinged_ || !waiting_.empty(); };
    changed_.wait_until(lock, stall_.next_try(), called);
    return;
  }
  while (!stopping_ && !pinged_ && wanted_ == nullptr) {
    if (waiting_.empty()) {
      changed_.wait(lock);
    } else if (waiting_.due() <= clock_type::now()) {
      return;
    } else {
      changed_.wait_until(lock, waiting_.due());
    }
  }
}

bool commit_queue::options_are_due() {
  const std::lock_guard lock(mutex_);
  return wanted_ != nullptr;
}

bool commit_queue::unfinished() const { return !backlog_.empty() || wanted_ != nullptr; }

bool commit_queue::try_due() const {
  return !stall_.lasts() || clock_type::now() >= stall_.next_try();
}

/// False while the name of the database leads to another file than the one that is open.
bool commit_queue::has_its_file() {
  // After a move another file may be about to be put in its place. So the name is opened at the
  // next attempt, or at once if this is the last.
  if (file_.was_moved() || hastened_) return file_.moved().empty() || reopen();
  const auto& what = file_.moved();
  if (what.empty()) return true;
  on_failure({errc::store_unavailable, what});
  return false;
}

bool commit_queue::reopen() {
  const auto what = file_.moved();
  try {
    file_.reopen();
  } catch (const std::exception& refused) {
    on_failure({errc::store_unavailable, what + "; " + refused.what()});
    return false;
  }
  anew_ = true;
  tell({.what = store_news::kind::reopened, .why = {errc::ok, what}});
  return true;
}

/// What waits is stored before anything that came later; false when it cannot be, still.
bool commit_queue::store_backlog() {
  while (!backlog_.empty()) {
    auto oldest = backlog_.take_oldest();
    std::vector<error> refusals;
    if (!commit(oldest, &refusals)) {
      backlog_.put_back(std::move(oldest));
      return false;
    }
    stored_late_ += oldest.size() - refusals.size();
    meter_.on_memory(backlog_.records(), backlog_.bytes());
    for (const auto& job : oldest) late_gaps_ += job->gaps_found();
    for (const auto& why : refusals) tell({.what = store_news::kind::unstorable, .why = why});
  }
  return true;
}

/// One transaction: true once it is committed. The reasons of jobs that failed alone go into
/// `refusals`.
bool commit_queue::commit(store_jobs& jobs, std::vector<error>* refusals) {
  if (jobs.empty() && !options_are_due()) return true;
  const spdlog::stopwatch took;
  try {
    file_.run("BEGIN IMMEDIATE");
    auto options = go_by_newest_options();
    if (!run_together(file_, jobs)) {
      file_.run("ROLLBACK");
      file_.run("BEGIN IMMEDIATE");
      options = go_by_newest_options();
      auto refused = run_apart(file_, jobs);
      if (refusals != nullptr) *refusals = std::move(refused);
    }
    file_.run("COMMIT");
    if (const auto& what = file_.moved(); !what.empty()) {  // nobody would see what was committed
      on_failure({errc::store_unavailable, what});
      return false;
    }
    on_stored(options);
    meter_.on_committed();
    const auto lasted = std::chrono::duration_cast<std::chrono::nanoseconds>(took.elapsed());
    spdlog::debug("store: committed {} calls in {:.1f} ms", jobs.size(),
                  took.elapsed().count() * 1e3);
    tell({.what = store_news::kind::committed, .calls = jobs.size(), .took = lasted});
    return true;
  } catch (...) {
    on_failure(failure_of(file_.db()));
    roll_back();
    return false;
  }
}

// Called in the transaction that stores by them. Records that waited were queued under older
// options, and must not be stored against the newest privacy setting.
std::shared_ptr<const store_options> commit_queue::go_by_newest_options() {
  std::unique_lock lock(mutex_);
  auto newest = wanted_;
  lock.unlock();
  if (newest) file_.configure(*newest);
  return newest;
}

/// Options hold only once their transaction is committed: a rollback undoes what they changed.
void commit_queue::on_stored(const std::shared_ptr<const store_options>& options) {
  const std::lock_guard lock(mutex_);
  if (wanted_ == options) wanted_.reset();
}

void commit_queue::roll_back() noexcept {
  if (file_.in_transaction()) file_.db().handle().tryExec("ROLLBACK");
}

void commit_queue::on_failure(error why) {
  // A failure of the whole transaction is no fault of one job.
  if (why.code == errc::store_failed) why.code = errc::store_unavailable;
  meter_.on_failed(why.detail);
  const bool damaged = why.code == errc::store_corrupt;  // told by whoever ends the daemon
  if (stall_.on_failure(why, clock_type::now()) && !damaged) {
    tell({.what = store_news::kind::failing, .why = std::move(why)});
  }
}

// A transaction that wrote nothing succeeds on a full disk, too.
void commit_queue::on_success(int changes) {
  if (!stall_.lasts() || changes == 0) return;
  tell({.what = store_news::kind::works_again,
        .lasted = stall_.lasted(clock_type::now()),
        .failed_commits = stall_.failed_commits(),
        .polls = std::exchange(stored_late_, 0),
        .gaps = std::exchange(late_gaps_, 0),
        .dropped = std::exchange(dropped_, 0)});
  stall_ = {};
  meter_.on_works_again();
}

void commit_queue::deliver(store_job& job) {
  meter_.on_delivered(job.records());
  job.deliver();
}

/// Fails all, and keeps those whose records may be forgotten by the time they can be stored.
void commit_queue::hold(store_jobs& jobs) {
  for (auto& job : jobs) {
    auto why = stall_.why();
    const bool damaged = why.code == errc::store_corrupt;
    const bool kept = !damaged && backlog_.has_room_for(*job);
    if (kept) why.code = errc::store_waiting;
    job->fail(why);
    deliver(*job);
    if (kept) {
      backlog_.put(std::move(job));
      meter_.on_memory(backlog_.records(), backlog_.bytes());
    } else if (!damaged && job->bytes_at_stake() > 0 && dropped_++ == 0) {
      tell({.what = store_news::kind::full});
    }
  }
}

void commit_queue::tell(const store_news& news) const {
  if (listener_) listener_(news);
}

int commit_queue::changes() noexcept {
  return file_.is_open() ? sqlite3_total_changes(file_.db().handle().getHandle()) : 0;
}

}  // namespace algolog
