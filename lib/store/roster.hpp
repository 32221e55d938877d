#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace SQLite {
class Database;
}

namespace algolog {

/// The algorithms of a database with their numbers. What waits in memory goes by these numbers, and
/// so does every watch: in a file that takes the place of the database they must mean the same.
class roster {
 public:
  struct entry {
    std::int64_t algorithm_id = 0;
    std::string cluster;
    std::string owner;
    std::string name;
    std::string uuid;
    std::int64_t first_seen_at = 0;
  };

  /// Of a database that a `store` has used. Throws SQLite::Exception.
  explicit roster(SQLite::Database& from);

  /// Makes the numbers mean the same in `into`, which a `store` uses already: adds what is missing,
  /// and lets a number lead to the row that an algorithm has there. Throws `database_error` where
  /// one means another algorithm there.
  void enter(SQLite::Database& into) const;

 private:
  std::vector<entry> entries_;
  std::vector<std::pair<std::int64_t, std::int64_t>> merged_;  ///< a number given up, and whose
};

}  // namespace algolog
