#include "store/store_file.hpp"

#include <sqlite3.h>

#include <utility>

namespace algolog {

store_file::store_file(std::unique_ptr<database> db, store_options options)
    : file_(db->opened_as()),
      db_(std::move(db)),
      options_(std::move(options)),
      statements_(db_->handle()),
      store_(std::in_place, *db_, options_, first_file) {}

void store_file::configure(const store_options& options) {
  store_->configure(options);
  options_ = options;
}

bool store_file::in_transaction() const noexcept {
  return sqlite3_get_autocommit(db_->handle().getHandle()) == 0;
}

const std::string& store_file::moved() {
  if (moved_.empty()) moved_ = db_->moved();
  return moved_;
}

void store_file::reopen() {
  if (db_) {
    roster_.emplace(db_->handle());
    db_->leave();
    use(nullptr);
  }
  use(std::make_unique<database>(file_));
  try {
    roster_->enter(db_->handle());
  } catch (...) {
    use(nullptr);  // the right file may be there at the next try
    throw;
  }
  ++opened_;
  moved_.clear();
}

/// Closes the one before.
void store_file::use(std::unique_ptr<database> next) {
  store_.reset();
  statements_.reset();
  if (next) {
    statements_.emplace(next->handle());
    store_.emplace(*next, options_, opened_ + 1);
  }
  const std::lock_guard lock(mutex_);
  db_ = std::move(next);
  if (db_ && hurried_) db_->hurry();
}

void store_file::hurry() noexcept {
  const std::lock_guard lock(mutex_);
  hurried_ = true;
  if (db_) db_->hurry();
}

}  // namespace algolog
