#include "store/commit_queue.hpp"

#include <SQLiteCpp/Exception.h>
#include <spdlog/spdlog.h>
#include <spdlog/stopwatch.h>
#include <sqlite3.h>

#include <exception>
#include <string>
#include <utility>

namespace algolog {
namespace {

// Bounds how long a job can wait for its neighbours, and what one failed commit takes with it.
constexpr std::size_t largest_batch = 256;

std::string what_happened(int code) {
  switch (code) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return "the database is damaged";
    case SQLITE_FULL: return "no room left for the database";
    case SQLITE_IOERR: return "the file system failed";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program holds a lock on the database";
    case SQLITE_READONLY:
    case SQLITE_PERM: return "the database cannot be written";
    case SQLITE_CANTOPEN: return "a file of the database cannot be opened";
    case SQLITE_NOMEM: return "out of memory";
    default: return "the database refused";
  }
}

/// Called in a handler, of any exception.
error store_failure() {
  try {
    throw;
  } catch (const SQLite::Exception& e) {
    const int code = e.getErrorCode() & 0xff;
    const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    return {damaged ? errc::store_corrupt : errc::store_failed,
            what_happened(code) + " (" + e.what() + ")"};
  } catch (const std::exception& e) {
    return {errc::store_failed, e.what()};
  } catch (...) {
    return {errc::store_failed, "unknown exception"};
  }
}

bool in_transaction(database& db) { return sqlite3_get_autocommit(db.handle().getHandle()) == 0; }

}  // namespace

commit_queue::commit_queue(std::unique_ptr<database> db, store_options options)
    : db_(std::move(db)), store_(*db_, std::move(options)), thread_([this] { work(); }) {}

commit_queue::~commit_queue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  db_->hurry();
  changed_.notify_one();
  thread_.join();
}

void commit_queue::push(std::unique_ptr<store_job> job) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
}

void commit_queue::work() {
  for (;;) {
    auto jobs = take();
    if (jobs.empty()) return;
    commit(jobs);
    for (auto& job : jobs) job->deliver();
  }
}

commit_queue::batch commit_queue::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  batch jobs;
  while (!waiting_.empty() && jobs.size() < largest_batch) {
    jobs.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return jobs;
}

void commit_queue::commit(batch& jobs) {
  const spdlog::stopwatch took;
  try {
    db_->handle().exec("BEGIN IMMEDIATE");
    for (auto& job : jobs) run_one(*job);
    db_->handle().exec("COMMIT");
    spdlog::debug("store: committed {} calls in {:.1f} ms", jobs.size(),
                  took.elapsed().count() * 1e3);
  } catch (...) {
    const auto why = store_failure();
    roll_back();
    for (auto& job : jobs) job->fail(why);
  }
}

// A job that throws is undone alone. Some errors (a full disk, an I/O error) make SQLite roll back
// the whole transaction, with the jobs that had succeeded in it: then the exception goes on and
// fails all.
void commit_queue::run_one(store_job& job) {
  auto& db = db_->handle();
  db.exec("SAVEPOINT job");
  try {
    job.run(store_);
  } catch (...) {
    if (!in_transaction(*db_)) throw;
    const auto why = store_failure();
    db.exec("ROLLBACK TO job; RELEASE job");
    job.fail(why);
    return;
  }
  db.exec("RELEASE job");
}

void commit_queue::roll_back() noexcept {
  if (in_transaction(*db_)) db_->handle().tryExec("ROLLBACK");
}

}  // namespace algolog
