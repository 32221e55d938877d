#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "store/database.hpp"
#include "store/query.hpp"
#include "store/roster.hpp"
#include "store/store.hpp"

namespace algolog {

/// The open database with its store, for the store thread; opened anew when its name leads to
/// another file by now, as somebody moved or replaced it.
class store_file {
 public:
  store_file(std::unique_ptr<database> db, store_options options);

  /// There is none between a `reopen` that failed and the next.
  bool is_open() const noexcept { return db_ != nullptr; }
  database& db() noexcept { return *db_; }
  store& on() noexcept { return *store_; }
  /// One of the statements that every commit takes, prepared once; `sql` must live on. Throws
  /// SQLite::Exception.
  void run(std::string_view sql) { query(*statements_, sql).run(); }

  bool in_transaction() const noexcept;

  /// As `store::configure`, also for the store of a file that is opened later.
  void configure(const store_options& options);
  /// What happened to the file, from when that is noticed until `reopen` has worked. Empty:
  /// nothing.
  const std::string& moved();
  bool was_moved() const noexcept { return !moved_.empty(); }
  /// Goes on with whatever is there now, or with a new file, by the same numbers of algorithms.
  /// What is in the file that was moved stays there. Throws what keeps it from being done.
  void reopen();

  /// As `database::hurry`; any thread.
  void hurry() noexcept;
  /// How often it was opened; any thread.
  std::size_t opened() const noexcept { return opened_; }

 private:
  static constexpr std::size_t first_file = 1;

  void use(std::unique_ptr<database> next);

  const store_config file_;
  std::mutex mutex_;  ///< of the pointer `db_`, for `hurry`
  std::unique_ptr<database> db_;
  store_options options_;
  std::optional<statement_cache> statements_;
  std::optional<store> store_;
  std::string moved_;
  std::optional<roster> roster_;  ///< of the file that was moved
  bool hurried_ = false;
  std::atomic<std::size_t> opened_{first_file};
};

}  // namespace algolog
