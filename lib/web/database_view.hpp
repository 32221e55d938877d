#pragma once

#include <SQLiteCpp/Database.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "status/status.hpp"
#include "store/open_files.hpp"

namespace algolog {

/// The database as the status server reads it, through a read-only connection of its own that is
/// opened when it is first needed and again after a failure. A failure is logged when it begins or
/// changes and when it is over. Used by one thread, but for `interrupt`.
class database_view {
 public:
  explicit database_view(std::filesystem::path file) : file_(std::move(file)) {}

  /// The stored part of the snapshot as of `now` (ms): up to a second old, or 20 times as long as
  /// reading it took, so that frequent requests cost little. When it cannot be read it is the last
  /// one, with `storage.failing_since` and why. Does not throw.
  std::shared_ptr<const status> read(std::int64_t now);

  /// Runs `work` on the connection; false, and logged, when that fails. Does not throw.
  bool with(const std::function<void(SQLite::Database&)>& work);

  /// What runs ends at once, and nothing new begins. Safe from any thread.
  void interrupt() noexcept { interrupted_ = true; }

 private:
  using clock = std::chrono::steady_clock;
  static int is_interrupted(void* self);
  SQLite::Database& open();
  bool fail(const std::string& why);

  std::filesystem::path file_;
  std::optional<open_files> files_;  ///< of `db_`
  std::unique_ptr<SQLite::Database> db_;
  std::atomic<bool> interrupted_{false};
  std::shared_ptr<const status> last_ = std::make_shared<const status>();
  clock::time_point good_until_;
  std::string problem_;  ///< the present one; empty: none
  std::optional<std::int64_t> failing_since_;
};

}  // namespace algolog
