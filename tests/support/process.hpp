#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace e2e {

/// Variables a child gets besides those of the test program.
using environment = std::map<std::string, std::string>;

/// A program as a child process, its stdout and stderr in files of their own. It never outlives the
/// object, nor the test program.
class process {
 public:
  /// The first of `command` is the program; `output` a path to which ".out" and ".err" are added.
  process(const std::vector<std::string>& command, std::filesystem::path output,
          const environment& more = {});
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  pid_t pid() const noexcept { return pid_; }
  bool running();
  void send(int signal) const;
  /// Its exit status, or minus the signal that ended it. Throws when it does not end by itself.
  int wait(std::chrono::seconds patience = std::chrono::seconds(100));

  /// Of one that has ended.
  bool left_core() const noexcept { return left_core_; }

  std::string out() const;
  std::string err() const;

 private:
  pid_t pid_ = -1;
  std::filesystem::path output_;
  bool ended_ = false;
  int status_ = 0;
  bool left_core_ = false;
};

}  // namespace e2e
