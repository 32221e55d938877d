#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace e2e {

/// What the daemon had learned of late records and long executions, as its file said at times of
/// the cluster's clock. Nobody can look for a record that is later or longer than that.
class learned {
 public:
  struct extent {
    std::int64_t lateness = 0;  ///< milliseconds, as all here
    std::int64_t longest = 0;   ///< between two records of one execution
  };
  /// Whether a row of the table `algorithms` is meant, by its UUID and name.
  using chooser = std::function<bool(const std::string& uuid, const std::string& name)>;

  void note(const std::filesystem::path& database, std::int64_t now);
  /// What the last note before `at` says of the rows that are meant: the least of each.
  extent at(std::int64_t at, const chooser& meant) const;

 private:
  struct route {
    std::string uuid;
    std::string name;
    extent known;
  };
  struct note_taken {
    std::int64_t at;
    std::vector<route> routes;
  };

  std::vector<note_taken> notes_;
};

}  // namespace e2e
