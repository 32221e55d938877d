#include "web/database_view.hpp"

#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "clock.hpp"
#include "status/stored_status.hpp"
#include "store/database.hpp"
#include "store/real_path.hpp"

namespace algolog {

using namespace std::chrono_literals;
namespace {

constexpr auto patience = 500ms;  // with another process's lock: a client waits for the answer
constexpr int steps = 10'000;     // of SQLite's virtual machine, a millisecond or less

}  // namespace

std::shared_ptr<const status> database_view::read(std::int64_t now) {
  const auto begin = clock::now();
  if (begin < good_until_) return last_;
  auto made = std::make_shared<status>();
  const bool done = with([&](SQLite::Database& db) { *made = read_stored_status(db, now); });
  if (!done) {
    *made = *last_;
    made->at = now;
    made->storage.failing_since = failing_since_;
    made->storage.why = "cannot be read: " + problem_;
  }
  const auto end = clock::now();
  good_until_ = end + std::max<clock::duration>(1s, 20 * (end - begin));
  last_ = made;
  return made;
}

bool database_view::with(const std::function<void(SQLite::Database&)>& work) {
  if (interrupted_) return false;
  try {
    work(open());
  } catch (const std::exception& failed) {
    return fail(failed.what());
  }
  if (failing_since_) spdlog::info("status: {}: can be read again", file_.string());
  problem_.clear();
  failing_since_.reset();
  return true;
}

SQLite::Database& database_view::open() {
  if (db_ && files_->moved()) db_.reset();  // somebody has put another file there
  if (db_) return *db_;
  files_.emplace(file_, real_path(file_));
  db_ = std::make_unique<SQLite::Database>(open_read_only(file_, patience));
  sqlite3_progress_handler(db_->getHandle(), steps, &database_view::is_interrupted, this);
  return *db_;
}

int database_view::is_interrupted(void* self) {
  return static_cast<database_view*>(self)->interrupted_ ? 1 : 0;
}

bool database_view::fail(const std::string& why) {
  db_.reset();
  if (interrupted_) return false;
  if (!failing_since_) failing_since_ = now_ms();
  if (std::exchange(problem_, why) != why) {
    spdlog::warn(
        "status: {}: cannot be read: {}; polling goes on, the status page shows what was "
        "read before",
        file_.string(), why);
  }
  return false;
}

}  // namespace algolog
