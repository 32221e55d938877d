#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace e2e {

/// Follows a table by its `seq` as an alerting hook does, in a thread of its own, while the daemon
/// commits, dies and starts again.
class hook {
 public:
  /// `table` is errors or newest_errors.
  hook(std::filesystem::path database, std::string table);
  ~hook();
  hook(const hook&) = delete;
  hook& operator=(const hook&) = delete;

  /// Reads the rest and stops. What it was not given once and in order, a line each: rows that
  /// turned up behind its cursor, above all.
  std::vector<std::string> finish();
  std::size_t seen() const { return seen_.size(); }

 private:
  void follow();
  void read_on();

  std::filesystem::path database_;
  std::string table_;
  std::vector<std::int64_t> seen_;  ///< the thread's, until it has ended
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace e2e
